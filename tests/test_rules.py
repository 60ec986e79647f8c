"""Every built-in rule's examples, twice: the rule alone, and through clean() with all rules in force."""

import pytest

import cleaner
from cleaner.examples import alone, together, with_companion
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


def test_every_boilerplate_label_has_rules():
    assert {rule.label for rule in RULES} >= set(cleaner.BOILERPLATE)


def test_each_rule_has_examples_and_a_reason():
    assert [rule.id for rule in RULES if len(rule.removes) < 2 or len(rule.keeps) < 2 or not rule.why.strip()] == []
