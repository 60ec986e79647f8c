"""The options of a cleaner and of a call: what each changes, and what it leaves alone."""

from dataclasses import dataclass
from itertools import count

import pytest
from strategies import seed_text

import cleaner
from cleaner import Cleaner

HEADLINE = "Council approves new bridge"
BYLINE = "By Maria Holt"
PROSE = [
    "The council approved a second bridge across the river on Monday evening, after a debate that lasted almost four hours.",
    "Engineers expect the work to take three years, and traffic will be led through the old town for most of that time.",
]
COOKIES = "This website uses cookies to improve your experience."
CREDIT = "(AFP)"
ARTICLE = "\n\n".join([HEADLINE, BYLINE, *PROSE, CREDIT, COOKIES])
CLEAN = "\n\n".join([HEADLINE, BYLINE, *PROSE, CREDIT])
OWN = """
language = "en"
label = "promo"
[[rule]]
id = "en-promo-quux"
why = "test"
phrases = ["here is quux for you"]
where = "anywhere"
strength = "strong"
{more}
removes = ["Here is quux for you", "And here is quux for you too"]
keeps = ["Nothing of the kind", "Here is something else"]
"""


@pytest.fixture
def own(tmp_path):
    """Return a function that writes a rule file with one rule of one's own."""

    def write(more="", text=OWN):
        file = tmp_path / "own.toml"
        file.write_text(text.replace("{more}", more), encoding="utf-8")
        return file

    return write


def test_the_defaults():
    assert cleaner.clean(ARTICLE) == Cleaner().clean(ARTICLE) == CLEAN
    parts = {part.text.strip(): part.label for part in cleaner.analyze(ARTICLE).parts}
    assert [parts[line] for line in (HEADLINE, BYLINE, *PROSE, CREDIT, COOKIES)] == [
        "headline",
        "byline",
        "body",
        "body",
        "credit",
        "cookie",
    ]


# --- keep and drop -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("keep", "lines"),
    [
        (("body",), PROSE),
        (("headline", "body"), [HEADLINE, *PROSE]),
        (("headline",), [HEADLINE]),
        (("byline", "credit"), [BYLINE, CREDIT]),
        (("cookie",), [COOKIES]),
        (("reporting",), [HEADLINE, BYLINE, *PROSE, CREDIT]),
        (("reporting", "cookie"), [HEADLINE, BYLINE, *PROSE, CREDIT, COOKIES]),
        (("reporting", "boilerplate"), [HEADLINE, BYLINE, *PROSE, CREDIT, COOKIES]),
        (("ad",), []),
        ((), []),
    ],
    ids=str,
)
def test_keep(keep, lines):
    result = cleaner.analyze(ARTICLE, keep=keep)
    assert result.text == "\n\n".join(lines)
    assert cleaner.replay(ARTICLE, result.removals) == result.text
    assert cleaner.clean(result.text, keep=keep) == result.text


def test_what_is_not_kept_says_so():
    removed = {r.text.strip(): (r.label, r.rule, r.reason) for r in cleaner.analyze(ARTICLE, keep=("body",)).removals}
    assert removed[HEADLINE] == ("headline", "keep", "headline is not among the labels to keep")
    assert removed[BYLINE][0] == "byline"
    assert removed[COOKIES][0] == "cookie"
    assert removed[COOKIES][1].startswith("en-cookie-")


@pytest.mark.parametrize(
    ("drop", "lines"),
    [
        (("byline",), [HEADLINE, *PROSE, CREDIT]),
        (("credit", "headline"), [BYLINE, *PROSE]),
        (("cookie",), [HEADLINE, BYLINE, *PROSE, CREDIT]),
        (("reporting",), []),
    ],
    ids=str,
)
def test_drop(drop, lines):
    assert cleaner.clean(ARTICLE, drop=drop) == "\n\n".join(lines)


def test_drop_wins_over_keep():
    assert cleaner.clean(ARTICLE, keep=("headline", "body"), drop=("headline",)) == "\n\n".join(PROSE)


def test_labels_may_be_given_one_by_one_or_in_any_collection():
    wanted = "\n\n".join(PROSE)
    assert (
        cleaner.clean(ARTICLE, keep="body")
        == cleaner.clean(ARTICLE, keep=["body"])
        == Cleaner(keep=iter(["body"])).clean(ARTICLE)
        == wanted
    )


@pytest.mark.parametrize("option", ["keep", "drop"])
def test_unknown_labels_are_refused(option):
    with pytest.raises(
        ValueError, match=r"unknown label 'cookies': expected one of headline, .*promo, reporting, boilerplate"
    ):
        Cleaner(**{option: ("cookies",)})


def test_dropping_a_caption_of_a_seed():
    caption = "Kremlin spokesman Dmitry Peskov Anton Novoderezhkin / TASS"
    text = seed_text("002")
    assert caption in cleaner.clean(text)
    assert cleaner.clean(text, drop=("caption",)) == cleaner.clean(text).replace(caption + "\n\n", "")


# --- disable ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["cookie", "en"])
def test_disable_by_label_and_language(name):
    assert COOKIES in cleaner.clean(ARTICLE, disable=(name,))
    rules = Cleaner(disable=(name,)).active_rules
    assert rules
    assert not [rule.id for rule in rules if name in (rule.label, rule.language)]


def test_disable_by_id():
    rule = next(r.rule for r in cleaner.analyze(ARTICLE).removals if r.text.strip() == COOKIES)
    without = Cleaner(disable=(rule,))
    assert len(without.active_rules) == len(Cleaner().active_rules) - 1
    assert rule not in {r.rule for r in without.analyze(ARTICLE).removals}


@pytest.mark.parametrize(
    ("name", "close"),
    [
        ("cookies", "cookie"),
        ("en-cookie-this-site-use", "en-cookie-this-site-uses"),
        ("donations", "donation"),
        ("zzzzzzzz", None),
        ("nope", None),
    ],
)
def test_disabling_what_does_not_exist_is_refused(name, close):
    with pytest.raises(
        ValueError, match=f"cannot disable '{name}': expected a rule id, a label or a language"
    ) as error:
        Cleaner(disable=(name,))
    assert str(error.value).endswith(f"; did you mean {close!r}?" if close else "a language")


def test_what_is_no_name_cannot_be_disabled():
    with pytest.raises(ValueError, match="cannot disable 5: expected a rule id"):
        Cleaner(disable=[5])


def test_a_detector_that_returns_nothing_is_named():
    class Silent:
        name = "silent"

        def find(self, document, found):
            return None

    with pytest.raises(TypeError, match="detector 'silent': find returned None, expected findings"):
        Cleaner(detectors=[Silent()]).clean("A ferry will run every twenty minutes.")


def test_a_hint_stays_in_the_language():
    with pytest.raises(ValueError, match="did you mean 'en-newsletter-"):
        Cleaner(disable=("en-newsletter-x",))


# --- strictness --------------------------------------------------------------------------------------------------------


def test_strictness(own):
    weak = own(text=OWN.replace("strong", "weak").replace("anywhere", "whole"))
    alone = "\n\n".join([HEADLINE, PROSE[0], "Here is quux for you", PROSE[1]])
    assert [Cleaner(rules=weak, strictness=s).clean(alone) == alone for s in ("precision", "balanced", "recall")] == [
        True,
        True,
        False,
    ]
    beside = "\n\n".join([HEADLINE, *PROSE, "Here is quux for you", COOKIES])
    assert [
        Cleaner(rules=weak, strictness=s).clean(beside).endswith("for you") for s in ("precision", "balanced", "recall")
    ] == [True, False, False]


def test_unknown_strictness_is_refused():
    with pytest.raises(ValueError, match="unknown strictness 'high': expected one of precision, balanced, recall"):
        Cleaner(strictness="high")


# --- url and sites, language -------------------------------------------------------------------------------------------

QUUX = "\n\n".join([HEADLINE, PROSE[0], "Here is quux for you", PROSE[1]])
WITHOUT = "\n\n".join([HEADLINE, *PROSE])


@pytest.mark.parametrize(
    ("url", "holds"),
    [
        (None, False),
        ("https://example.org/news/1", True),
        ("https://www.example.org/news/1", True),
        ("http://live.example.org:8080/?a=b#c", True),
        ("HTTPS://EXAMPLE.ORG/", True),
        ("https://notexample.org/", False),
        ("https://example.org.evil.net/", False),
        ("https://other.net/example.org", False),
        ("not a url", False),
        ("", False),
        ("http://[::1", False),
    ],
    ids=str,
)
def test_sites(own, url, holds):
    site = Cleaner(rules=own('sites = ["www.Example.org"]'))
    assert site.clean(QUUX, url=url) == (WITHOUT if holds else QUUX)


@pytest.mark.parametrize(("language", "holds"), [(None, True), ("en", True), ("de", False)], ids=str)
def test_language(own, language, holds):
    own_rules = Cleaner(rules=own())
    assert own_rules.clean(QUUX, language=language) == (WITHOUT if holds else QUUX)
    assert own_rules.analyze(QUUX, language=language).language == (language or "en")


def test_rules_of_no_language_hold_in_all():
    assert cleaner.clean(f"{ARTICLE}\n\n", language="de") != CLEAN
    assert cleaner.clean(
        "\n\n".join([*PROSE, "© 2024 Example Media Ltd. All rights reserved."]), language="de"
    ) == "\n\n".join(PROSE)


# --- the functions and the class -----------------------------------------------------------------------------------------


def test_the_functions_take_the_options_of_the_class(own):
    file = own()
    assert cleaner.clean(QUUX, rules=[file], strictness="precision") == WITHOUT
    assert cleaner.analyze(QUUX, rules=[str(file)], disable=["promo"]).text == QUUX
    with pytest.raises(TypeError):
        cleaner.clean(QUUX, strict=True)


def test_a_rule_file_that_changes_is_read_again(own):
    file = own()
    assert cleaner.clean(QUUX, rules=file) == WITHOUT
    own(text=OWN.replace("here is quux", "here was quux"))
    assert cleaner.clean(QUUX, rules=file) == QUUX


def test_options_may_be_of_any_collection(own):
    @dataclass
    class Nothing:
        name: str = "nothing"

        def find(self, document, found):
            return ()

    wanted = "\n\n".join(PROSE)
    for keep in ({"body"}, frozenset({"body"}), {"body": 1}, {"body": 1}.keys()):
        assert cleaner.clean(ARTICLE, keep=keep, disable={"promo"}) == wanted
    assert cleaner.clean(QUUX, rules={own()}, detectors=[Nothing()]) == WITHOUT


def test_a_cleaner_cannot_be_changed():
    with pytest.raises(AttributeError):
        Cleaner().strictness = "recall"


@pytest.mark.parametrize("wrong", [b"bytes", None, 3, ["a"]], ids=repr)
def test_what_is_no_text_is_refused(wrong):
    with pytest.raises(TypeError, match=f"expected text as str, found {type(wrong).__name__}"):
        cleaner.clean(wrong)


def test_clean_many_keeps_the_order_and_reads_lazily():
    texts = [f"{n}. {ARTICLE}" for n in range(30)]
    wanted = [f"{n}. {CLEAN}" for n in range(30)]
    assert list(Cleaner().clean_many(texts)) == wanted
    assert list(Cleaner().clean_many(texts, threads=4)) == wanted
    taken = []
    cleaned = Cleaner().clean_many(taken.append(t) or t for t in texts)
    assert next(cleaned) == wanted[0]
    assert len(taken) == 1


def test_threads_read_little_ahead():
    taken = []
    cleaned = Cleaner().clean_many((taken.append(n) or f"{n}. {ARTICLE}" for n in count()), threads=2)
    assert [next(cleaned) for _ in range(9)] == [f"{n}. {CLEAN}" for n in range(9)]
    assert len(taken) <= 9 + 2 * 2
    cleaned.close()


def test_a_text_that_fails_is_met_in_its_turn():
    cleaned = Cleaner().clean_many(iter([ARTICLE, None, ARTICLE]), threads=2)
    assert next(cleaned) == CLEAN
    with pytest.raises(TypeError):
        next(cleaned)
