"""The gate: floors for what is removed from the project's own pages in every language, and nothing of them lost.

The documents in tests/golden/languages are written as extractors print pages, DOCUMENTS or more for each language. The
weights of words are learnt without them. Each must keep all of its reporting, and each language must lose most of its
boilerplate. Floors are raised when rules get better, never lowered to let a change pass.
"""

import tomllib
from pathlib import Path

import pytest

import cleaner

FOLDER = Path(__file__).parent / "golden" / "languages"
LANGUAGES = sorted(path.name for path in FOLDER.iterdir() if path.is_dir())
RULES = Path(__file__).parent.parent / "rules"
DOCUMENTS = 5
FAMILIES = 5
FLOOR, FLOOR_OF_ALL = 0.92, 0.98
"""Shares of boilerplate, in code points, that must go: in each language, and in all together."""


def documents(language):
    return sorted((FOLDER / language).glob("*.toml"))


def read(file):
    return [(label, text) for label, text in tomllib.loads(file.read_text(encoding="utf-8"))["lines"]]


def measure(file):
    """Return (boilerplate, removed of it, reporting lines that lost something, families) of one document."""
    lines = read(file)
    result = cleaner.analyze("\n".join(text for _, text in lines))
    spans = [(removal.start, removal.end) for removal in result.removals]
    boilerplate = removed = start = 0
    lost = []
    for label, text in lines:
        gone = sum(max(0, min(e, start + len(text)) - max(s, start)) for s, e in spans)
        if label in cleaner.REPORTING and gone:
            lost.append((text, [r.rule for r in result.removals if r.start < start + len(text) and r.end > start]))
        elif label in cleaner.BOILERPLATE:
            boilerplate += len(text)
            removed += gone
        start += len(text) + 1
    return boilerplate, removed, lost, {label for label, _ in lines} & set(cleaner.BOILERPLATE)


@pytest.mark.parametrize(
    "file", [f for language in LANGUAGES for f in documents(language)], ids=lambda f: f"{f.parent.name}/{f.stem}"
)
def test_no_reporting_is_lost(file):
    assert measure(file)[2] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_most_boilerplate_goes(language):
    figures = [measure(file) for file in documents(language)]
    assert sum(f[1] for f in figures) >= FLOOR * sum(f[0] for f in figures)


def test_nearly_all_boilerplate_of_all_languages_goes():
    figures = [measure(file) for language in LANGUAGES for file in documents(language)]
    assert sum(f[1] for f in figures) >= FLOOR_OF_ALL * sum(f[0] for f in figures)


@pytest.mark.parametrize(
    "language", sorted(path.name for path in RULES.iterdir() if path.is_dir() and path.name != "any")
)
def test_every_language_has_documents_of_all_sorts(language):
    assert len(documents(language)) >= DOCUMENTS
    assert len(set().union(*(measure(file)[3] for file in documents(language)))) >= FAMILIES
