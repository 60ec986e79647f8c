"""Weights of words judge what no rule knows: alone they remove only what speaks to the reader and is surely worded so."""

import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cleaner
from cleaner.detectors.wording import LIKELY, LONGEST
from cleaner.fold import fold
from cleaner.labels import BOILERPLATE
from cleaner.rulebook.build import WORDING, builtin_languages, builtin_rules, builtin_wording, rules_folder
from cleaner.rulebook.wording import LENGTHS, Wording, features

LANGUAGES = sorted(set(builtin_languages()) - {"any"})
ARTICLES = {
    "en": [
        "Council approves new bridge",
        "The council approved a second bridge across the river on Monday evening, after a debate that lasted almost four hours.",
        "Engineers expect the work to take three years, and traffic will be led through the old town for most of that time.",
    ],
    "de": [
        "Rat stimmt für neue Brücke",
        "Der Rat hat am Montagabend nach fast vier Stunden Debatte eine zweite Brücke über den Fluss beschlossen.",
        "Die Ingenieure rechnen mit drei Jahren Bauzeit, und der Verkehr wird so lange durch die Altstadt geführt.",
    ],
}
UNKNOWN = {
    "en": "Subscribe to our evening letter and never miss the big exclusive stories",
    "de": "Unseren Abendbrief bestellen und nichts mehr verpassen",
}
"""Prompts that no rule knows, worded so that they need company; if a rule does one day, take another."""
SURE_OF = {
    "en": "Join the thousands who receive our free evening briefing in their inbox: subscribe today!",
    "de": "Jetzt unseren kostenlosen Abendbrief bestellen und nichts mehr verpassen!",
}
"""The same, worded so that they need none."""


def text(language, *more, at=None):
    lines = list(ARTICLES[language])
    lines[len(lines) if at is None else at : len(lines) if at is None else at] = more
    return "\n\n".join(lines)


@pytest.mark.parametrize("language", sorted(UNKNOWN))
def test_a_last_line_that_no_rule_knows_goes_and_says_why(language):
    result = cleaner.analyze(text(language, UNKNOWN[language]))
    assert result.text == text(language)
    (removal,) = result.removals
    assert removal.rule == f"{language}-{removal.label}-wording"
    assert removal.label in BOILERPLATE
    assert "worded as" in removal.reason
    assert "log odds" in removal.reason


@pytest.mark.parametrize("language", sorted(UNKNOWN))
def test_without_company_it_stays(language):
    for at in (0, 1, 2):
        whole = text(language, UNKNOWN[language], at=at)
        assert cleaner.clean(whole) == whole


@pytest.mark.parametrize("language", sorted(SURE_OF))
def test_what_is_surely_worded_so_goes_alone(language):
    result = cleaner.analyze(text(language, SURE_OF[language], at=2))
    assert result.text == text(language)
    (removal,) = result.removals
    assert removal.rule == f"{language}-{removal.label}-wording"
    assert cleaner.clean(text(language, SURE_OF[language], at=0)) == text(
        language, SURE_OF[language], at=0
    )  # the headline?


@pytest.mark.parametrize(
    "shown",
    [
        ["“{}”"],
        ["| {} | 2,100 |"],
        ["All of them got the same message on the day after the vote:", "{}"],
        ["{}", "That sentence stood below each of the stories about the bridge."],
    ],
)
def test_what_is_surely_worded_so_stays_where_it_is_shown(shown):
    whole = text("en", *(line.format(SURE_OF["en"]) for line in shown), at=2)
    assert cleaner.clean(whole) == whole


def test_what_a_rule_takes_is_company():
    beside = "Sign up for our newsletter"
    for lines in ((UNKNOWN["en"], beside), (beside, UNKNOWN["en"])):
        assert cleaner.clean(text("en", *lines, at=2)) == text("en")


@pytest.mark.parametrize(
    "lines",
    [
        ["Hoppa till huvudinnehåll", "Regeringen vill ha register över tomma bostäder", "Publicerad 12 november 2025",
         "Regeringen föreslår att kommunerna ska föra register över tomma bostäder. Förslaget går nu till Lagrådet."],
        ["Per Mail teilen", "Schriftgröße ändern", "Unbekannte sägen Maibaum um",
         "In Krummenau haben Unbekannte in der Nacht den Maibaum umgesägt. Der 22 Meter hohe Stamm fiel auf einen Zaun."],
        ["Autentificare", "Abonează-te", "Noua taxă pe ambalaje lovește berăriile",
         "Din ianuarie, producătorii de băuturi vor plăti până la 25 de bani pentru fiecare ambalaj."],
    ],
)  # fmt: skip
def test_a_headline_below_what_goes_stays(lines):
    assert cleaner.clean("\n\n".join(lines)) == "\n\n".join(lines[-3 if "Publicerad" in lines[2] else -2 :])


@pytest.mark.parametrize(
    "line", ["The rent is £900 a month.", "Readers voted for the gull.", "The magazine appears weekly."]
)
def test_a_statement_that_does_not_speak_to_the_reader_stays_beside_what_goes(line):
    beside = "Subscribe to our newsletter"
    assert cleaner.clean(text("en", line, beside)) == text("en", line)


def test_it_can_be_switched_off():
    whole = text("de", UNKNOWN["de"])
    (removal,) = cleaner.analyze(whole).removals
    for name in ("wording", removal.rule, removal.label, "de"):
        assert cleaner.Cleaner(disable=(name,)).clean(whole) == whole
    for name in ("en", "de-cookie-wording"):
        assert cleaner.Cleaner(disable=(name,)).clean(whole) == text("de")
    prints = {cleaner.Cleaner(disable=names).fingerprint for names in ((), ("wording",))}
    assert len(prints) == 2


def test_the_caller_may_name_the_language():
    whole = text("de", UNKNOWN["de"])
    assert cleaner.clean(whole, language="de") == text("de")
    assert cleaner.clean(whole, language="fi") == whole


def test_what_is_quoted_or_said_by_somebody_stays():
    for line in (f"“{UNKNOWN['en']}”", f"{UNKNOWN['en']}, said the chairman"):
        whole = text("en", line)
        assert cleaner.clean(whole) == whole


@pytest.mark.parametrize("language", LANGUAGES)
def test_weights_are_well_formed(language):
    content = json.loads((rules_folder() / language / WORDING).read_text(encoding="utf-8"))
    assert content.keys() == {"bias", "words"}
    assert -5 <= content["bias"] <= 0  # what says nothing that is known speaks for nothing
    assert len(content["words"]) > 50
    assert all(abs(weight) < 10 for weight, _ in content["words"].values())
    assert {label for _, label in content["words"].values()} <= {*BOILERPLATE, ""}
    lengths = {f"#{length}" for length in LENGTHS}
    assert all(weight > 0 and word not in lengths for word, (weight, label) in content["words"].items() if label)
    assert builtin_wording(language).words.keys() == content["words"].keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_weights_tell_the_examples_of_rules_apart(language):
    """If this fails after rules were changed, run benchmarks/train_wording.py."""
    wording = builtin_wording(language)
    rules = [rule for rule in builtin_rules(language) if rule.label in BOILERPLATE]

    def likely(texts):
        odds = [wording.judge(fold(text)[0])[0] for text in texts if len(text) <= LONGEST]
        return sum(o > LIKELY for o in odds) / len(odds)

    taken = likely([text for rule in rules for text in rule.removes])
    kept = likely([text for rule in rules for text in rule.keeps])
    assert taken > 0.15
    assert kept < 0.01


def test_weights_are_summed_and_the_heaviest_label_wins():
    wording = Wording(
        -1.0, {"sign": (0.5, "ui"), "sign up": (1.0, "newsletter"), "today": (-0.25, ""), "#3": (2.0, "ad")}
    )
    assert wording.judge("sign up today") == (0.25, "newsletter", ["sign up", "sign"])
    assert wording.judge("sign up for it today") == (2.25, "ad", ["#3", "sign up", "sign"])
    assert wording.judge("nothing known") == (-1.0, "", [])
    assert Wording().judge("anything") == (0.0, "", [])


@given(st.text())
def test_features_are_stable_and_bounded(anything):
    found = list(features(fold(anything)[0]))
    assert found == list(features(fold(anything)[0]))
    assert len(found) == len(set(found)) <= 2 * len(fold(anything)[0]) + 8


def test_features_of_scripts_without_spaces_are_characters():
    found = list(features("阅读更多"))
    assert [f for f in found if len(f) == 1] == list("阅读更多")
    assert [f for f in found if len(f) == 3 and f[1] == " "] == ["^ 阅", *map(" ".join, pairwise("阅读更多")), "多 $"]
