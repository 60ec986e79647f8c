"""Every built-in rule's examples, twice: the rule alone, and through clean() with all rules in force."""

import pytest

import cleaner
from cleaner.decide import decide, excuse
from cleaner.detectors.patterns import PatternDetector
from cleaner.document import Document
from cleaner.labels import REPORTING
from cleaner.rulebook import Pack, Rulebook
from cleaner.rulebook.build import builtin_languages, builtin_lexicon, builtin_rules

RULES = tuple(rule for language in builtin_languages() for rule in builtin_rules(language))
LEXICONS = {language: builtin_lexicon(language) for language in builtin_languages()}

ARTICLE = [
    "Council approves new bridge",
    "The council approved a second bridge across the river on Monday evening, after a debate that lasted almost four hours.",
    "Engineers expect the work to take three years, and traffic will be led through the old town for most of that time.",
]
COMPANION = "Zyzzyva boilerplate stands here."
"""A line that a test rule removes: the company that weak evidence needs."""


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
    return document, list(PatternDetector(Rulebook(Pack([rule]))).find(document, ()))


def by_file(kind):
    """Parametrize by rule file: (rules of one kind), named by the file."""
    files = {}
    for rule in RULES:
        if kind is None or (rule.label in REPORTING) == (kind == "reporting"):
            files.setdefault(rule.source.rpartition(":")[0], []).append(rule)
    return pytest.mark.parametrize("rules", files.values(), ids=files.keys())


@by_file(None)
def test_rules_alone_match_what_they_remove(rules):
    assert not [(rule.id, text) for rule in rules for text in rule.removes if not find(rule, text)[1]]


@by_file("boilerplate")
def test_rules_alone_keep_near_misses(rules):
    taken = []
    for rule in rules:
        for text in rule.keeps:
            document, findings = find(rule, "\n".join([*ARTICLE, text, ARTICLE[-1]]))
            going = decide(document, findings, excuse(document, findings, LEXICONS), "balanced").going
            taken += [(rule.id, text, verdict.reason) for verdict in going]
    assert not taken


@by_file("reporting")
def test_reporting_rules_recognise_and_keep(rules, with_companion):
    wrong = [(rule.id, text) for rule in rules for text in rule.keeps if find(rule, text)[1]]
    assert not wrong, "recognised what they should not"
    lost = []
    for rule in rules:
        for text in rule.removes:
            article = "\n".join([ARTICLE[0], text, *ARTICLE[1:]])
            if with_companion.clean(article, language=language(rule)) != article:
                lost.append((rule.id, text))
    assert not lost


@by_file("boilerplate")
def test_clean_removes_examples(rules, with_companion):
    kept = []
    for rule in rules:
        url = f"https://{rule.sites[0]}/" if rule.sites else None
        for text in rule.removes:
            article = "\n".join([*ARTICLE, text, COMPANION])
            left = with_companion.clean(article, url=url, language=language(rule))
            if left != "\n".join(ARTICLE):
                kept.append((rule.id, text, left[len("\n".join(ARTICLE)) :]))
    assert not kept


@by_file(None)
def test_clean_keeps_near_misses(rules, with_companion):
    taken = []
    for rule in rules:
        for text in rule.keeps:
            places = ["\n".join([*ARTICLE, text, ARTICLE[-1]]), "\n\n".join([*ARTICLE, text]), text]
            for article in places if language(rule) is None else places[1:]:
                result = with_companion.analyze(article, language=language(rule))
                if result.text != article:
                    taken.append((rule.id, text, result.explain()))
                    break
    assert not taken


def test_every_boilerplate_label_has_rules():
    assert {rule.label for rule in RULES} >= set(cleaner.BOILERPLATE)


def test_each_rule_has_examples_and_a_reason():
    assert [rule.id for rule in RULES if len(rule.removes) < 2 or len(rule.keeps) < 2 or not rule.why.strip()] == []
