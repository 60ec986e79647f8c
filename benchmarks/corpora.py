"""Reads labelled pages in the layouts in which they are published, all as the same :class:`Page`.

Four layouts are known, told by the files that a folder holds:

* ``labelled``: ``NAME.text.jsonl.xz`` (an object a page: id, url, gold, titles, keep, drop, and ``texts``, what each
  extractor printed), and ``labels/NAME.jsonl`` with a label for each judged line that is not in the main text;
* ``article``: ``ground-truth.json`` and ``html/<id>.html.gz``, as in the article extraction benchmark;
* ``wcxb``: ``ground-truth/<id>.json`` and ``html/<id>.html[.gz]``, with main text and snippets;
* ``trafilatura``: ``evaldata.py`` beside the folders of pages, with wanted and unwanted snippets.

Where only HTML is given, trafilatura extracts the text.
"""

import ast
import gzip
import hashlib
import json
import lzma
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Page:
    """A page: what extractors print for it, and what people say belongs to its article.

    ``gold`` is the main text, empty where nobody wrote it down; ``keep`` and ``drop`` are snippets that belong to the
    article and that do not; ``labels`` are those of lines, by
    :func:`line_key`, None where nobody labelled any.
    """

    id: str
    url: str
    gold: str
    texts: dict[str, str]
    titles: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    labels: dict[str, str] | None = None

    @property
    def half(self) -> str:
        """``a`` or ``b``, the same for all pages of a site, so that one can work on one and measure on the other."""
        site = re.sub(r"^https?://(www\.)?([^/]*).*", r"\2", self.url or self.id)
        return "ab"[int(hashlib.sha1(site.encode(), usedforsecurity=False).hexdigest(), 16) % 2]


WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W\u3040-\u30ff\u3400-\u9fff]+")


def words(text: str) -> list[str]:
    """Return the words of a text in lower case, a Chinese or Japanese character each."""
    return [match.group().lower() for match in WORD.finditer(text)]


def line_key(line: str) -> str:
    """Return what names a line among labels: a hash of its words."""
    return hashlib.sha1(" ".join(words(line)).encode(), usedforsecurity=False).hexdigest()[:12]


def read(folder: Path) -> dict[str, list[Page]]:
    """Return the corpora that a folder holds, by name; raise ValueError if its layout is none of those known."""
    if files := sorted(folder.glob("*.text.jsonl.xz")):
        return {file.name.split(".")[0]: list(_labelled(file)) for file in files}
    if (folder / "ground-truth.json").is_file():
        return {folder.name: list(_article(folder))}
    if (folder / "ground-truth").is_dir():
        return {folder.name: list(_wcxb(folder))}
    if data := sorted(folder.rglob("evaldata.py")):
        return {folder.name: list(_trafilatura(data[0]))}
    raise ValueError(
        f"{folder}: found no known data set: expected *.text.jsonl.xz, ground-truth.json, ground-truth/ or evaldata.py"
    )


def read_html(folder: Path, name: str) -> dict[str, str | bytes]:
    """Return the pages themselves of a corpus of :func:`read`, by id; raise ValueError if the folder does not hold them."""
    if (file := folder / f"{name}.html.jsonl.xz").is_file():
        with lzma.open(file, "rt", encoding="utf-8") as lines:
            return {row["id"]: row["html"] for row in map(json.loads, lines)}
    if (folder / "html").is_dir():
        stems = {path.name.split(".html")[0] for path in (folder / "html").iterdir()}
        return {stem: _html(folder / "html", stem) for stem in sorted(stems)}
    if data := sorted(folder.rglob("evaldata.py")):
        return {path.name: path.read_bytes() for path in sorted(data[0].parent.rglob("*.html"))}
    raise ValueError(f"{folder}: found no pages of {name}")


def _labelled(file: Path) -> Iterator[Page]:
    name = file.name.split(".")[0]
    labels: dict[str, dict[str, str]] = {}
    named = file.parent / "labels" / f"{name}.jsonl"
    for row in map(json.loads, named.read_text(encoding="utf-8").splitlines() if named.is_file() else []):
        labels.setdefault(row["id"], {})[row["key"]] = row["label"]
    with lzma.open(file, "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            titles, keep, drop = (tuple(row.get(key) or ()) for key in ("titles", "keep", "drop"))
            known = labels.get(row["id"], {}) if labels else None
            yield Page(row["id"], row["url"] or "", row["gold"] or "", row["texts"], titles, keep, drop, known)


def _article(folder: Path) -> Iterator[Page]:
    truth = json.loads((folder / "ground-truth.json").read_text(encoding="utf-8"))
    for name, row in sorted(truth.items()):
        texts = _extract(_html(folder / "html", name))
        yield Page(name, row.get("url", ""), row["articleBody"], texts)


def _wcxb(folder: Path) -> Iterator[Page]:
    for file in sorted((folder / "ground-truth").glob("*.json")):
        row: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        truth = row.get("ground_truth", row)
        keep, drop = tuple(truth.get("with") or ()), tuple(truth.get("without") or ())
        titles = (truth["title"],) if truth.get("title") else ()
        texts = _extract(_html(folder / "html", file.stem))
        yield Page(file.stem, row.get("url", ""), truth.get("main_content") or "", texts, titles, keep, drop)


def _trafilatura(data: Path) -> Iterator[Page]:
    for statement in ast.parse(data.read_text(encoding="utf-8")).body:
        if isinstance(statement, ast.Assign) and ast.unparse(statement.targets[0]) == "EVAL_PAGES":
            for url, row in ast.literal_eval(statement.value).items():
                found = next((path for path in data.parent.rglob(row["file"]) if path.is_file()), None)
                if found:
                    texts = _extract(found.read_bytes())
                    yield Page(row["file"], url, "", texts, (), tuple(row["with"]), tuple(row["without"]))


def _html(folder: Path, name: str) -> bytes:
    ways: list[tuple[str, Callable[[Path], bytes]]] = [
        (".html.gz", lambda path: gzip.decompress(path.read_bytes())),
        (".html", Path.read_bytes),
    ]
    for ending, opened in ways:
        if (path := folder / (name + ending)).is_file():
            return opened(path)
    raise ValueError(f"{folder}: found no page {name}.html or {name}.html.gz")


def _extract(html: bytes) -> dict[str, str]:
    import trafilatura

    extract = partial(trafilatura.extract, include_comments=False, deduplicate=False)
    return {"trafilatura": extract(html) or ""}
