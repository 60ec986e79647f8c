"""The documents to measure on: made from the golden documents and seeds, or read from a corpus. The same each time."""

import json
import lzma
import random
import re
import tomllib
import unicodedata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SIZES = (3_000, 10_000)
"""Code points of an article that is made here."""
DIRTY = 0.33
"""Share of made articles with boilerplate in them; of articles that trafilatura extracts, about a third have some."""
CURLY = 0.7
"""Share of made articles with typographic quotes and apostrophes; the others are plain, and most of them ASCII."""
HARD = 0.1
"""Share of paragraphs from the documents that speak of cookies, newsletters and the like without being boilerplate."""
SENTENCE = 100
"""Code points of a line of reporting that may stand anywhere; shorter ones need the lines round them."""


def golden(*kinds: str) -> list[list[tuple[str, str]]]:
    """Return (label, line) of each golden document of these kinds; blank lines are left out."""
    found = []
    for kind in kinds:
        for file in sorted((ROOT / "tests" / "golden" / kind).glob("*.toml")):
            found.append(
                [(label, text) for label, text in tomllib.loads(file.read_text(encoding="utf-8"))["lines"] if text]
            )
    return found


def seeds() -> list[list[tuple[str, str]]]:
    """Return the lines of each seed, which are articles with boilerplate."""
    return [
        [("", line) for line in file.read_text(encoding="utf-8").splitlines() if line]
        for file in sorted((ROOT / "seeds").glob("*.txt"))
    ]


def articles(count: int, seed: int = 0, sizes: tuple[int, int] = SIZES) -> list[str]:
    """Return ``count`` articles put together from golden documents; no two are alike.

    Their paragraphs are the documents' own in Latin script, shuffled; in DIRTY of the articles one whole document with
    boilerplate stands somewhere among them. Numbers are varied, so that hardly a line occurs twice.
    """
    pick = random.Random(seed)
    dirty = [[line for _, line in lines] for lines in [*golden("synthetic", "wild"), *seeds()]]
    ordinary, hard = _lines("body", "synthetic", "wild"), _lines("body", "negative")
    titles = _lines("headline", "synthetic", "wild")
    made = []
    for _ in range(count):
        size = pick.randint(*sizes)
        inserted = pick.choice(dirty) if pick.random() < DIRTY else []
        lines = [pick.choice(titles)]
        length = sum(map(len, inserted))
        while length < size:
            lines.append(pick.choice(hard if pick.random() < HARD else ordinary))
            length += len(lines[-1]) + 1
        place = pick.randint(1, len(lines))
        text = "\n".join([*lines[:place], *inserted, *lines[place:]])
        text = re.sub(r"\d\d+", lambda m: str(pick.randint(10, 10 ** len(m.group()))), text)
        made.append(curly(text) if pick.random() < CURLY else straight(text))
    return made


def _lines(label: str, *kinds: str) -> list[str]:
    """Return the lines with a label in golden documents, of the body only paragraphs."""
    lines = [text for document in golden(*kinds) for name, text in document if name == label]
    return [text for text in lines if is_western(text) and (label != "body" or len(text) >= SENTENCE)]


def is_western(text: str) -> bool:
    """Tell whether all letters are Latin, as in most of the news that people measure on."""
    return all(ord(c) < 0x250 or 0x2000 <= ord(c) < 0x2100 for c in text)


def straight(text: str) -> str:
    """Return ``text`` in ASCII: typewriter quotes and dashes, letters without accents."""
    text = text.translate(str.maketrans("“”‘’–—", "\"\"''--"))
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()


def curly(text: str) -> str:
    """Return ``text`` with typographic quotes and apostrophes.

    >>> curly('"It isn\\'t," he said.')
    '“It isn’t,” he said.'
    """
    return re.sub(r'(?<!\S)"', "“", text).replace('"', "”").replace("'", "’")


def long_text(size: int, seed: int = 0) -> str:
    """Return ``size`` code points of articles one below the other; beyond a million they come again with other words."""
    base = "\n\n".join(articles(max(1, min(size, 1_000_000) // 6_000 + 1), seed))[:1_000_000]
    copies = [base]
    while sum(map(len, copies)) < size:
        copies.append(base.replace(" the ", f" the {len(copies)}th ").replace(" a ", f" a {len(copies)}er "))
    return "\n\n".join(copies)[:size]


def corpus(file: Path, source: str) -> list[str]:
    """Return the texts of one extractor (``source``) from a corpus in the layout of ``CORPUS.text.jsonl.xz``."""
    with lzma.open(file, "rt", encoding="utf-8") as lines:
        texts = [json.loads(line)["texts"].get(source) or "" for line in lines]
    return [text for text in texts if text.strip()]
