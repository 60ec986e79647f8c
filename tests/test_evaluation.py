"""The gate: floors for what is removed from the project's own pages in every language, and nothing of them lost.

The documents in tests/golden/languages are written as extractors print pages, DOCUMENTS or more for each language. The
weights of words are learnt without them. Each must keep all of its reporting, and each language must lose most of its
boilerplate. Floors are raised when rules get better, never lowered to let a change pass.
"""

import tomllib
import unicodedata
from pathlib import Path

import pytest
from strategies import LINES_KEPT, ONE_LINE, words

import cleaner

FOLDER = Path(__file__).parent / "golden" / "languages"
LANGUAGES = sorted(path.name for path in FOLDER.iterdir() if path.is_dir())
RULES = Path(__file__).parent.parent / "rules"
DOCUMENTS = 5
FAMILIES = 5
FLOOR, FLOOR_OF_ALL = 0.92, 0.98
"""Shares of boilerplate, in code points, that must go: in each language, and in all together."""

FLOOR_OF_ONE_LINE, LOSS_OF_ONE_LINE = 0.7, 0.008
"""Shares of boilerplate that must go, and of reporting that may, in code points, in texts that lost all their line breaks."""
ROTATION = 9
"""Each document is tried in every ninth shape, each next one beginning with another."""
HARMED_BY_SHAPE = 0.01
"""Share of documents in such shapes that may lose something: where lines that follow each other without an empty one are
hard-wrapped, one that ends near the column reads as if the next went on."""


def documents(language):
    return sorted((FOLDER / language).glob("*.toml"))


ALL = [file for language in LANGUAGES for file in documents(language)]


def read(file):
    return [(label, text) for label, text in tomllib.loads(file.read_text(encoding="utf-8"))["lines"]]


def measure(file):
    """Return (boilerplate, removed of it, reporting lines that lost something, families) of one document."""
    boilerplate = removed = 0
    lost, families = [], set()
    for label, text, gone, rules in gone_of(read(file), "\n"):
        if label in cleaner.REPORTING and gone:
            lost.append((text, rules))
        elif label in cleaner.BOILERPLATE:
            boilerplate, removed = boilerplate + len(text), removed + gone
            families.add(label)
    return boilerplate, removed, lost, families


def gone_of(lines, newline):
    """Yield (label, text, code points of it that go, rules that take them) of each line of a document."""
    result = cleaner.analyze(newline.join(text for _, text in lines))
    start = 0
    for label, text in lines:
        end = start + len(text)
        taking = [r for r in result.removals if r.start < end and r.end > start]
        yield label, text, sum(min(r.end, end) - max(r.start, start) for r in taking), [r.rule for r in taking]
        start = end + len(newline)


@pytest.mark.parametrize("file", ALL, ids=lambda f: f"{f.parent.name}/{f.stem}")
def test_no_reporting_is_lost(file):
    assert measure(file)[2] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_most_boilerplate_goes(language):
    figures = [measure(file) for file in documents(language)]
    assert sum(f[1] for f in figures) >= FLOOR * sum(f[0] for f in figures)


def test_nearly_all_boilerplate_of_all_languages_goes():
    figures = [measure(file) for file in ALL]
    assert sum(f[1] for f in figures) >= FLOOR_OF_ALL * sum(f[0] for f in figures)


@pytest.mark.parametrize(
    "language", sorted(path.name for path in RULES.iterdir() if path.is_dir() and path.name != "any")
)
def test_every_language_has_documents_of_all_sorts(language):
    assert len(documents(language)) >= DOCUMENTS
    assert len(set().union(*(measure(file)[3] for file in documents(language)))) >= FAMILIES


@pytest.mark.parametrize("language", LANGUAGES)
def test_letters_and_marks_written_apart_are_read_as_one(language):
    """Some systems write é as e and an accent, and Korean syllables letter by letter (Unicode's form NFD)."""
    for file in documents(language):
        whole = "\n".join(text for _, text in read(file))
        apart = unicodedata.normalize("NFD", whole)
        assert unicodedata.normalize("NFC", cleaner.clean(apart)) == unicodedata.normalize("NFC", cleaner.clean(whole))


def test_hardly_any_document_loses_reporting_in_another_shape():
    tried, harmed = 0, []
    for number, file in enumerate(ALL):
        lines = read(file)
        text, kept = "\n".join(t for _, t in lines), "\n".join(t for label, t in lines if label in cleaner.REPORTING)
        for shape in LINES_KEPT[number % ROTATION :: ROTATION]:
            tried += 1
            left = iter(words(cleaner.clean(shape.apply(text))))
            if not all(word in left for word in words(shape.apply(kept))):  # in this order, whatever else is left
                harmed.append((file.stem, shape.name))
    assert len(harmed) <= HARMED_BY_SHAPE * tried, harmed
    assert all("wrapped" in shape for _, shape in harmed), harmed


def test_most_boilerplate_goes_and_little_else_where_line_breaks_are_lost():
    boilerplate = removed = reporting = lost = 0
    for file in ALL:
        lines = [(label, ONE_LINE.apply(text)) for label, text in read(file) if text]
        for label, text, gone, _ in gone_of(lines, " "):
            if label in cleaner.REPORTING:
                reporting, lost = reporting + len(text), lost + gone
            else:
                boilerplate, removed = boilerplate + len(text), removed + gone
    assert removed >= FLOOR_OF_ONE_LINE * boilerplate
    assert lost <= LOSS_OF_ONE_LINE * reporting
