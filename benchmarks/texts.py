"""The documents to measure on: made from the golden documents and seeds, or read from a corpus. The same each time."""

import json
import lzma
import random
import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SIZES = (3_000, 10_000)
"""Code points of an article that is made here."""
DIRTY = 0.4
"""Share of made articles with boilerplate in them; of articles that trafilatura extracts, about as many have some."""
CURLY = 0.5
"""Share of made articles with typographic quotes and apostrophes; so many sites print them."""


def golden(*kinds: str) -> list[list[str]]:
    """Return the lines of each golden document of these kinds."""
    found = []
    for kind in kinds:
        for file in sorted((ROOT / "tests" / "golden" / kind).glob("*.toml")):
            found.append([text for _, text in tomllib.loads(file.read_text(encoding="utf-8"))["lines"]])
    return found


def seeds() -> list[list[str]]:
    """Return the lines of each seed, which are articles with boilerplate."""
    return [file.read_text(encoding="utf-8").splitlines() for file in sorted((ROOT / "seeds").glob("*.txt"))]


def articles(count: int, seed: int = 0, sizes: tuple[int, int] = SIZES) -> list[str]:
    """Return ``count`` articles put together from golden documents; no two are alike.

    Reporting comes from the documents that must pass unchanged, in runs of their lines; in DIRTY of the articles, one
    document with boilerplate stands somewhere among them. Numbers are varied, so that hardly a line occurs twice.
    """
    pick = random.Random(seed)
    clean = [[line for line in lines if line] for lines in golden("negative")]
    dirty = [[line for line in lines if line] for lines in [*golden("synthetic", "wild"), *seeds()]]
    made = []
    for _ in range(count):
        size = pick.randint(*sizes)
        parts = [pick.choice(dirty)] if pick.random() < DIRTY else []
        while sum(len(line) + 1 for part in parts for line in part) < size:
            lines = pick.choice(clean)
            begin = pick.randrange(max(1, len(lines) - 6))
            parts.append(lines[begin : begin + pick.randint(4, 12)])
        pick.shuffle(parts)
        text = "\n".join(line for part in parts for line in part)
        text = re.sub(r"\d\d+", lambda m: str(pick.randint(10, 10 ** len(m.group()))), text)
        made.append(curly(text) if pick.random() < CURLY else text)
    return made


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
