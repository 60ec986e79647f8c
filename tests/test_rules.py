"""Every built-in rule's examples, twice: the rule alone, and through clean() with all rules in force."""

from pathlib import Path

import pytest

import cleaner
from cleaner.decide import decide
from cleaner.detectors.patterns import PatternDetector
from cleaner.document import Document
from cleaner.labels import REPORTING
from cleaner.rulebook import Rulebook
from cleaner.rulebook.load import load

LOADED = load(Path(__file__).parent.parent / "rules")
RULES = LOADED.rules
LEXICONS = dict(LOADED.lexicons)

ARTICLE = [
    "Council approves new bridge",
    "The council approved a second bridge across the river on Monday evening, after a debate that lasted almost four hours.",
    "Engineers expect the work to take three years, and traffic will be led through the old town for most of that time.",
]
COMPANION = "Zyzzyva boilerplate stands here."
"""A line that a test rule removes: the company that weak evidence needs."""


def ids(rules):
    return [rule.id for rule in rules]


@pytest.fixture(scope="module")
def with_companion(tmp_path_factory):
    file = tmp_path_factory.mktemp("rules") / "companion.toml"
    file.write_text(
        'label = "ui"\nlanguage = "any"\n[[rule]]\nid = "any-ui-companion"\nwhy = "test"\nphrases = ["zyzzyva boilerplate stands here"]\n'
        'strength = "strong"\nremoves = ["a", "b"]\nkeeps = ["c", "d"]\n',
        encoding="utf-8",
    )
    return cleaner.Cleaner(rules=(file,))


def language(rule):
    """The language to name for a rule's examples: alone they are too short, and their article too English, to tell."""
    return None if rule.language in ("any", "en") else rule.language


def find(rule, text):
    document = Document(text, url=f"https://{rule.sites[0]}/" if rule.sites else None)
    return document, list(PatternDetector(Rulebook([rule])).find(document, ()))


@pytest.mark.parametrize("rule", RULES, ids=ids(RULES))
def test_rule_alone_matches_what_it_removes(rule):
    missed = [text for text in rule.removes if not find(rule, text)[1]]
    assert not missed


@pytest.mark.parametrize(
    "rule", [r for r in RULES if r.label not in REPORTING], ids=ids(r for r in RULES if r.label not in REPORTING)
)
def test_rule_alone_keeps_near_misses(rule):
    taken = []
    for text in rule.keeps:
        document, findings = find(rule, "\n".join([*ARTICLE, text, ARTICLE[-1]]))
        taken += [(text, verdict.reason) for verdict in decide(document, findings, "balanced", LEXICONS).going]
    assert not taken


@pytest.mark.parametrize(
    "rule", [r for r in RULES if r.label in REPORTING], ids=ids(r for r in RULES if r.label in REPORTING)
)
def test_reporting_rule_recognises_and_keeps(rule, with_companion):
    assert not [text for text in rule.keeps if find(rule, text)[1]], "recognised what it should not"
    for text in rule.removes:
        article = "\n".join([ARTICLE[0], text, *ARTICLE[1:]])
        assert with_companion.clean(article, language=language(rule)) == article


@pytest.mark.parametrize(
    "rule", [r for r in RULES if r.label not in REPORTING], ids=ids(r for r in RULES if r.label not in REPORTING)
)
def test_clean_removes_examples(rule, with_companion):
    url = f"https://{rule.sites[0]}/" if rule.sites else None
    kept = []
    for text in rule.removes:
        article = "\n".join([*ARTICLE, text, COMPANION])
        left = with_companion.clean(article, url=url, language=language(rule))
        if left != "\n".join(ARTICLE):
            kept.append((text, left[len("\n".join(ARTICLE)) :]))
    assert not kept


@pytest.mark.parametrize("rule", RULES, ids=ids(RULES))
def test_clean_keeps_near_misses(rule, with_companion):
    taken = []
    for text in rule.keeps:
        for article in ("\n".join([*ARTICLE, text, ARTICLE[-1]]), "\n\n".join([*ARTICLE, text]), text):
            result = with_companion.analyze(article, language=language(rule))
            if result.text != article:
                taken.append((text, result.explain()))
                break
    assert not taken


def test_every_boilerplate_label_has_rules():
    assert {rule.label for rule in RULES} >= set(cleaner.BOILERPLATE)


def test_each_rule_has_examples_and_a_reason():
    assert [rule.id for rule in RULES if len(rule.removes) < 2 or len(rule.keeps) < 2 or not rule.why.strip()] == []
