"""What a result says about a text: parts, headline, byline, body, language, near misses, explanation, JSON."""

import json

import langdetect
import pytest
from hypothesis import given, settings
from langdetect.detector_factory import DetectorFactory
from strategies import SEEDS, documents, labelled_lines, seed_text

import cleaner
from cleaner import Removal, replay

PROSE = [
    "The council approved a second bridge across the river on Monday evening, after a debate that lasted almost four hours.",
    "Engineers expect the work to take three years, and traffic will be led through the old town for most of that time.",
]
COOKIES = "This website uses cookies to improve your experience."
ARTICLE = "\n\n".join([COOKIES, "Council approves new bridge", "By Maria Holt", *PROSE, "(AFP)"])


# --- parts ---------------------------------------------------------------------------------------------------------


def test_parts_of_an_article():
    assert [(part.label, part.kept, part.text.strip()) for part in cleaner.analyze(ARTICLE).parts] == [
        ("cookie", False, COOKIES),
        ("headline", True, "Council approves new bridge"),
        ("byline", True, "By Maria Holt"),
        ("body", True, PROSE[0]),
        ("body", True, PROSE[1]),
        ("credit", True, "(AFP)"),
    ]


@settings(max_examples=100, deadline=None)
@given(documents)
def test_parts_tile_the_input(text):
    result = cleaner.analyze(text)
    assert "".join(part.text for part in result.parts) == text
    assert "".join(part.text for part in result.parts if part.kept) == result.text
    assert all(a.end == b.start for a, b in zip(result.parts, result.parts[1:], strict=False))
    assert all(part.text == text[part.start : part.end] and part.label in cleaner.LABELS for part in result.parts)


@pytest.mark.parametrize("text", ["", " ", "\n\n"], ids=repr)
def test_empty_texts(text):
    result = cleaner.analyze(text)
    assert (result.text, result.removals, result.headline, result.byline, result.body) == (text, (), None, None, "")
    assert result.explain() == "nothing removed"


# --- headline, byline, body -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SEEDS)
def test_headline_and_body_of_the_seeds(name):
    result = cleaner.analyze(seed_text(name))
    lines = labelled_lines(name)
    assert [result.headline] == [text for label, text in lines if label == "headline"]
    assert result.byline is None
    assert result.body == "\n\n".join(text for label, text in lines if label == "body")


def test_byline():
    result = cleaner.analyze(ARTICLE)
    assert (result.headline, result.byline, result.body) == (
        "Council approves new bridge",
        "By Maria Holt",
        "\n\n".join(PROSE),
    )


@pytest.mark.parametrize("above", ["", "By Maria Holt\n\n"])
def test_prose_at_the_top_is_no_headline(above):
    assert cleaner.analyze(above + "\n\n".join(PROSE)).headline is None


def test_a_line_without_prose_below_is_no_headline():
    assert cleaner.analyze("Council approves new bridge\nA second line\nA third line").headline is None


# --- language ------------------------------------------------------------------------------------------------------------

LANGUAGES = {
    "en": PROSE[0],
    "de": "Der Stadtrat hat am Montagabend nach einer fast vierstündigen Debatte den Bau einer zweiten Brücke über den Fluss beschlossen.",
    "fr": "Le conseil municipal a approuvé lundi soir la construction d'un second pont sur le fleuve, après un débat de près de quatre heures.",
    "ru": "Городской совет в понедельник вечером одобрил строительство второго моста через реку после почти четырёхчасовых дебатов.",
    "ja": "市議会は月曜日の夜、ほぼ四時間に及ぶ議論の末、川に二本目の橋を架けることを承認した。",
}


@pytest.mark.parametrize(("code", "text"), LANGUAGES.items(), ids=LANGUAGES)
def test_language_is_told(code, text):
    assert cleaner.analyze(text).language == code


def test_language_is_told_the_same_every_time():
    mixed = " ".join(LANGUAGES[code][:60] for code in ("de", "en", "fr"))
    assert len({cleaner.analyze(mixed).language for _ in range(20)}) == 1


def test_langdetect_is_left_as_it_was():
    before = DetectorFactory.seed, vars(DetectorFactory).copy()
    factory = langdetect.detector_factory._factory
    assert cleaner.analyze(PROSE[0]).language == "en"
    assert (DetectorFactory.seed, vars(DetectorFactory)) == before
    assert langdetect.detector_factory._factory is factory


def test_the_callers_seed_does_not_show():
    mixed = " ".join(LANGUAGES[code][:60] for code in ("de", "en", "fr"))
    wanted = cleaner.analyze(mixed).language
    old = DetectorFactory.seed
    try:
        for seed in range(5):
            DetectorFactory.seed = seed
            assert cleaner.analyze(mixed).language == wanted
    finally:
        DetectorFactory.seed = old


@pytest.mark.parametrize("text", ["", "12345", "\ud800", "…"], ids=ascii)
def test_no_language_to_tell(text):
    assert cleaner.analyze(text).language is None


def test_what_the_caller_says_counts():
    assert cleaner.analyze(PROSE[0], language="nl").language == "nl"


# --- removals, near misses, explanation, JSON --------------------------------------------------------------------------


def test_removals_name_what_took_them():
    (removal,) = cleaner.analyze(ARTICLE).removals
    assert (removal.start, removal.end) == (0, len(COOKIES) + 2)
    assert removal.text == ARTICLE[removal.start : removal.end]
    assert removal.label == "cookie"
    assert removal.rule in {rule.id for rule in cleaner.Cleaner().active_rules}
    assert removal.reason.startswith("strong pattern 'this website uses cookies'")
    assert removal.score >= 1


def test_near_misses_say_what_excused_them():
    text = "\n\n".join(
        [PROSE[0], f'"{COOKIES}" That is what the notice said, and nobody had read it before Monday.', PROSE[1]]
    )
    result = cleaner.analyze(text)
    assert result.removals == ()
    assert {miss.label for miss in result.near_misses} == {"cookie"}
    assert all(miss.reason.endswith("; excused: quotation") for miss in result.near_misses)
    assert all(COOKIES in text[miss.start : miss.end] for miss in result.near_misses)


@settings(max_examples=60, deadline=None)
@given(documents)
def test_near_misses_stayed(text):
    result = cleaner.analyze(text)
    kept = [(part.start, part.end) for part in result.parts if part.kept]
    for miss in result.near_misses:
        assert miss.text == text[miss.start : miss.end]
        assert any(s <= miss.start < e for s, e in kept)


def test_explain_has_a_line_for_each_removal():
    result = cleaner.analyze(seed_text("002"))
    lines = result.explain().split("\n")
    assert len(lines) == len(result.removals)
    for line, removal in zip(lines, result.removals, strict=True):
        assert line.startswith(f"{removal.start}-{removal.end} {removal.label} [{removal.rule}] {removal.reason}: ")


def test_to_dict_is_json_and_complete():
    text = seed_text("002")
    result = cleaner.analyze(text)
    data = json.loads(json.dumps(result.to_dict()))
    assert data["text"] == result.text
    assert data["headline"] == result.headline
    assert data["byline"] is None
    assert [Removal(**removal) for removal in data["removals"]] == list(result.removals)
    assert replay(text, [Removal(**removal) for removal in data["removals"]]) == result.text


@settings(max_examples=60, deadline=None)
@given(documents)
def test_to_dict_of_any_text(text):
    result = cleaner.analyze(text)
    assert json.loads(json.dumps(result.to_dict())) == result.to_dict()


def test_offsets_are_code_points():
    text = f"Brücke 🌉 genehmigt\n\n{PROSE[0]}\n\n{COOKIES}"
    (removal,) = cleaner.analyze(text).removals
    assert removal.start == len(text) - len(COOKIES) - 2
    assert removal.text == "\n\n" + COOKIES


def test_a_result_is_short_when_printed():
    assert repr(cleaner.analyze(ARTICLE)).startswith("Result('Council approves new bridge By Maria Hol…', 1 removals)")
    assert len(repr(cleaner.analyze(ARTICLE * 100))) < 100


def test_paragraphs_stay_apart_where_the_end_of_one_and_the_start_of_the_next_go():
    upper = "The council approved a second bridge across the river on Monday evening, after a debate."
    lower = "Engineers expect the work to take three years, and traffic will be led through the old town."
    prompt = "Sign up for our free daily newsletter."
    for gap in ("\n", "\n\n"):
        text = gap.join([f"{upper} {prompt}", "Share this article on Facebook", f"{prompt} {lower}"])
        result = cleaner.analyze(text)
        assert result.text == upper + gap + lower
        assert cleaner.replay(text, result.removals) == result.text


def test_results_can_be_told_apart_and_held_in_sets():
    one, other = cleaner.analyze("News."), cleaner.analyze("News.")
    assert one == one
    assert one != other
    assert len({one, other}) == 2
    assert one.to_dict() == other.to_dict()
