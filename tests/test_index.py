"""The index of rules: the same worked out and read back, and no more of it read than is asked for."""

import json
import re

import pytest
from strategies import SEEDS, builtin_rules, seed_text

from cleaner.document import Document
from cleaner.rulebook import Matcher, Pack, build
from cleaner.rulebook.anchors import read_needs
from cleaner.rulebook.expressions import bound, either
from cleaner.rulebook.index import Index, LazyList, make_index
from cleaner.rulebook.scan import Scanner
from cleaner.rulebook.surface import Surface

PACK = Pack(builtin_rules())


@pytest.mark.parametrize("name", SEEDS)
def test_an_index_that_was_read_back_finds_the_same(name):
    twin = Index.from_lines(PACK.index.to_lines())
    surface = Surface(Document(seed_text(name)))
    found = Scanner(twin).candidates(surface)
    assert found == PACK.scanner.candidates(surface)
    assert [twin.place(n) for ns in found.values() for n in ns] == [
        PACK.index.place(n) for ns in found.values() for n in ns
    ]


def test_a_pattern_is_found_by_its_number():
    places = [(rule, pattern) for rule, r in enumerate(PACK.rules) for pattern in range(len(r.patterns))]
    assert [PACK.index.place(number) for number in range(len(places))] == places


@pytest.mark.parametrize("languages", [build.EVERYWHERE, ("fi",)])
def test_the_builtin_index_is_that_of_the_rules(languages):
    rules, index = build.builtin_index(languages)
    expected = sorted((rule for name in languages for rule in build.builtin_rules(name)), key=lambda rule: rule.id)
    assert list(rules) == expected
    assert index.to_lines() == make_index(expected).to_lines()


def test_only_what_is_asked_for_is_read():
    read = []
    numbers = LazyList(["1", "2", "3"], lambda line: read.append(line) or json.loads(line))
    assert [numbers[1], numbers[1], len(numbers), read] == [2, 2, 3, ["2"]]
    assert list(numbers) == [1, 2, 3]


def test_what_a_pattern_needs_stands_in_every_match():
    for rule in builtin_rules():
        spans = [span for text in rule.removes for block in Document(text).blocks for span in (block, *block.sentences)]
        for number in range(len(rule.patterns)):
            matcher = Matcher(rule, number)
            assert [
                (rule.id, span.folded)
                for span in spans
                if matcher.search(span.folded) and not matcher.could_match(span.folded)
            ] == []


def test_what_may_be_left_out_joins_no_words():
    expression = r"(?:please )?(?!no)(?:sign(?: me)? up|register)"
    assert read_needs(expression, ["x"]) == ((("sign",), (" up",)), (("register",),))


@pytest.mark.parametrize("text", ["said", "he said so", "unsaid", "saidst", "told", "untold", "x", "says he", ""])
def test_either_matches_where_one_does(text):
    expressions = (bound("said"), bound("says(?: he)?"), "told", bound("(?:x|y)"))
    assert bool(re.search(either(expressions), text)) == any(re.search(e, text) for e in expressions)
