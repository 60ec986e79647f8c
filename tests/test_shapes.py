"""Both seeds in every shape that news text comes in: the same words go, the same words stay, as they were written."""

from itertools import pairwise, product

import pytest
import regex
from strategies import ALL_SHAPES, SEEDS, going, seed_text, staying, words

import cleaner

CASES = [pytest.param(name, shape, id=f"{name} {shape.name}") for name in SEEDS for shape in ALL_SHAPES]
BREAK = regex.compile(r"\r\n|[\n\r\x85\u2028\u2029]")
EMPTY = regex.compile(r"[\s>\u200b\u2060\ufeff]*")
_RESULTS = {}


def analysed(name, shape):
    key = name, shape.name
    if key not in _RESULTS:
        text = shape.apply(seed_text(name))
        _RESULTS[key] = text, cleaner.analyze(text)
    return _RESULTS[key]


def test_each_shape_changes_a_seed():
    seeds = [seed_text(name) for name in SEEDS]
    assert [shape.name for shape in ALL_SHAPES if all(shape.apply(seed) == seed for seed in seeds)] == ["as it is"]


@pytest.mark.parametrize(("name", "shape"), CASES)
def test_the_same_words_go_and_stay(name, shape):
    _, result = analysed(name, shape)
    assert words(" ".join(r.text for r in result.removals)) == words(shape.apply("\n".join(going(name)))), (
        result.explain()
    )
    assert words(result.text) == words(shape.apply("\n\n".join(staying(name)))), result.explain()


@pytest.mark.parametrize(("name", "shape"), CASES)
def test_what_stays_is_written_as_it_was(name, shape):
    """Shaping what stays of the seed is the same as keeping it of the shaped seed: every character, spacing included."""
    text, result = analysed(name, shape)
    wanted = shape.apply("\n\n".join(staying(name)))
    if name == "002":
        wanted = wanted.removeprefix("\ufeff")  # it went with the first line
    assert result.text.rstrip(" \t") == wanted.rstrip(" \t")
    assert cleaner.replay(text, result.removals) == result.text
    assert all(text[part.start : part.end] == part.text for part in result.parts)
    assert "".join(part.text for part in result.parts) == text


@pytest.mark.parametrize(("name", "shape"), CASES)
def test_spacing(name, shape):
    text, result = analysed(name, shape)
    assert set(BREAK.findall(result.text)) <= set(BREAK.findall(text)), "line breaks of another style"
    lines = BREAK.split(result.text)
    empty = [EMPTY.fullmatch(line) is not None for line in lines]
    assert not empty[0], "an empty line at the beginning"
    assert not empty[-1], "an empty line at the end"
    assert not any(a and b for a, b in pairwise(empty)), "two empty lines in a row"


@pytest.mark.parametrize(("name", "shape"), CASES)
def test_cleaning_again_changes_nothing(name, shape):
    _, result = analysed(name, shape)
    assert cleaner.clean(result.text) == result.text


@pytest.mark.parametrize("name", SEEDS)
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r", "\u2028", "\u2029", "\x85"], ids=ascii)
@pytest.mark.parametrize("count", [1, 2, 3])
def test_a_final_line_break_stays_one(name, newline, count):
    text = seed_text(name).replace("\n", newline) + newline * count
    wanted = "\n\n".join(staying(name)).replace("\n", newline)
    assert cleaner.clean(text) == wanted + newline


REPORT = "The council approved a second bridge across the river on Monday evening."
NOTICE = "This website uses cookies to improve your experience."
ORDERS = ["".join(order) for length in (2, 3, 4) for order in product("RN", repeat=length) if len(set(order)) == 2]


@pytest.mark.parametrize("mark", ["", "> ", "- ", "\t"], ids=repr)
@pytest.mark.parametrize("space", [" ", "  ", "\xa0", "&nbsp;"], ids=repr)
def test_sentences_that_stay_in_a_line_keep_its_mark_and_get_no_stray_spaces(mark, space):
    def line(kinds):
        return mark + space.join({"R": REPORT, "N": NOTICE}[kind] for kind in kinds)

    for order in ORDERS:
        text = f"{line('RR')}\n{line(order)}\n{line('R')}\n"
        assert cleaner.clean(text) == f"{line('RR')}\n{line(order.replace('N', ''))}\n{line('R')}\n"
