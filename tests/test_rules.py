"""Every built-in rule's examples, twice: the rule alone, and through clean() with all rules in force."""

import pytest

import cleaner
from cleaner.examples import alone, together, with_companion
from cleaner.fold import fold
from cleaner.rulebook.build import builtin_languages, builtin_lexicon, builtin_rules

RULES = tuple(rule for language in builtin_languages() for rule in builtin_rules(language))
LEXICONS = {language: builtin_lexicon(language) for language in builtin_languages()}


@pytest.fixture(scope="module")
def all_rules():
    return with_companion()


def by_file():
    """Parametrize by rule file: its rules, named by the file."""
    files = {}
    for rule in RULES:
        files.setdefault(rule.source.rpartition(":")[0], []).append(rule)
    return pytest.mark.parametrize("rules", files.values(), ids=files.keys())


@by_file()
def test_examples_of_the_rule_alone(rules):
    assert not [(rule.id, *failure) for rule in rules for failure in alone(rule, LEXICONS)]


@by_file()
def test_examples_through_clean(rules, all_rules):
    assert not [(rule.id, *failure) for rule in rules for failure in together(rule, all_rules)]


def drawn_out(example):
    """Yield texts that begin as an example does, go on with its words again and again, and do not end as it does."""
    text, _ = fold(example)
    first, *words = text.split()
    yield " ".join([first, *words * 30]) + " ;!"
    yield text + " " + text[len(text) // 3 :] * 20 + "!"
    yield text + ", " + "ab cd, " * 60 + ".!x"


@by_file()
def test_no_expression_backtracks_without_end(rules):
    slow = []
    for rule in (rule for rule in rules if rule.is_free):
        searches = [rule.compile(number) for number in range(len(rule.patterns))]
        for text in {text[: rule.longest] for example in rule.removes for text in drawn_out(example)}:
            try:
                _ = [search(text) for search in searches]
            except TimeoutError:
                slow.append((rule.id, text))
    assert slow == []


def test_every_boilerplate_label_has_rules():
    assert {rule.label for rule in RULES} >= set(cleaner.BOILERPLATE)


def test_each_rule_has_examples_and_a_reason():
    assert [rule.id for rule in RULES if len(rule.removes) < 2 or len(rule.keeps) < 2 or not rule.why.strip()] == []
