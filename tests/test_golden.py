"""Whole documents as data: each line with its label, and the text that must come out. See tests/golden/README.md."""

import tomllib
from pathlib import Path
from zlib import crc32

import pytest
from strategies import LINES_KEPT, ONE_LINE

import cleaner

FOLDER = Path(__file__).parent / "golden"
KINDS = ("wild", "synthetic", "negative", "known_failures")


def documents():
    for kind in KINDS:
        for file in files(kind):
            marks = [pytest.mark.xfail(strict=True, reason="known failure")] if kind == "known_failures" else []
            yield pytest.param(file, id=name(file), marks=marks)


def files(kind):
    return sorted((FOLDER / kind).rglob("*.toml"))


def name(file):
    return file.relative_to(FOLDER).with_suffix("").as_posix()


def read(file):
    data = tomllib.loads(file.read_text(encoding="utf-8"))
    return [(label, text) for label, text in data["lines"]]


def expected_text(lines):
    """Return the lines that stay; of the blank lines round what goes, as many as the wider side has."""
    kept, blanks = [], 0
    gap = 0  # widest run of blank lines since the last line that stays
    for label, text in lines:
        if label == "":
            blanks += 1
        elif label in cleaner.REPORTING:
            kept += [""] * (max(gap, blanks) if kept else 0)
            kept.append(text)
            gap = blanks = 0
        else:
            gap, blanks = max(gap, blanks), 0
    return "\n".join(kept)


@pytest.mark.parametrize("file", list(documents()))
def test_document(file):
    lines = read(file)
    text = "\n".join(t for _, t in lines)
    result = cleaner.analyze(text)
    assert result.text == expected_text(lines), result.explain()
    assert cleaner.replay(text, result.removals) == result.text


@pytest.mark.parametrize("file", files("negative"), ids=name)
def test_negative_documents_pass_byte_for_byte(file):
    lines = read(file)
    assert {label for label, _ in lines} <= {"", *cleaner.REPORTING}
    text = "\n".join(t for _, t in lines)
    assert cleaner.clean(text) == text


ROTATION = 18
"""Each document is tried in every eighteenth shape; its name says with which they begin."""


@pytest.mark.parametrize("file", files("negative"), ids=name)
def test_negative_documents_survive_in_other_shapes(file):
    text = "\n".join(t for _, t in read(file))
    for shape in LINES_KEPT[crc32(name(file).encode()) % ROTATION :: ROTATION]:
        shaped = shape.apply(text)
        assert cleaner.clean(shaped) == shaped, shape.name


@pytest.mark.parametrize("file", files("negative"), ids=name)
def test_negative_documents_survive_as_one_line(file):
    text = ONE_LINE.apply("\n".join(t for _, t in read(file)))
    assert cleaner.clean(text) == text


def test_labels_are_known():
    unknown = {label for file in FOLDER.rglob("*.toml") for label, _ in read(file)} - {
        "",
        *cleaner.LABELS,
    }
    assert unknown == set()


def test_there_are_enough_documents():
    assert sum(len(files(kind)) for kind in KINDS) >= 200
    assert len(files("negative")) >= 200
    assert len({file.parent.name for file in files("negative")}) > 15
