"""Whole pages: the article stays, what lies round it goes, and what is no page is left alone."""

import json
import tomllib

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import PROSE, SEEDS, news, seed_text
from test_golden import expected_text, files, name, read
from test_properties import check

import cleaner
from cleaner.cli import main

NAVIGATION = ["Skip to content", "The Courier", "Home", "News", "Sport", "Weather", "Video", "Log in", "Subscribe"]
MORE = ["Ferry prices rise", "Ten walks by the sea", "Who owns the harbour?", "Film of the week", "Letters"]
FOOTER = [
    "About us",
    "Contact",
    "Jobs",
    "Facebook",
    "YouTube",
    "RSS",
    "Archive",
    "Cookie settings",
    "Privacy",
    "© The Courier",
]
ARTICLE = ["Council approves new bridge over the sound", "By Ada Rowntree", *PROSE[:4]]


def page(*article, more=MORE):
    return "\n".join([*NAVIGATION, *article, *more, *FOOTER])


def rules(result):
    return [removal.rule for removal in result.removals]


# --- documents -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("file", files("pages"), ids=name)
def test_document(file):
    lines = read(file)
    text = "\n".join(line for _, line in lines)
    result = cleaner.analyze(text)
    assert result.is_page is tomllib.loads(file.read_text(encoding="utf-8"))["page"]
    assert result.text == expected_text(lines), result.explain()
    check(text, result)


@pytest.mark.parametrize("file", files("pages"), ids=name)
def test_what_is_left_of_a_page_is_left_alone(file):
    text = "\n".join(line for _, line in read(file))
    for known in (None, True):
        once = cleaner.clean(text, page=known)
        assert cleaner.clean(once, page=known) == once


ARTICLES = [file for folder in ("negative", "synthetic", "wild", "languages") for file in files(folder)]


@pytest.mark.parametrize("file", ARTICLES, ids=name)
def test_no_article_is_taken_for_a_page(file):
    text = "\n".join(line for _, line in read(file))
    assert not cleaner.analyze(text, language="any").is_page  # without any language's rules: looks alone decide


@pytest.mark.parametrize("seed", SEEDS)
def test_no_seed_is_taken_for_a_page(seed):
    assert not cleaner.analyze(seed_text(seed)).is_page


# --- the option ----------------------------------------------------------------------------------------------------


def test_a_page_is_known_by_its_looks():
    result = cleaner.analyze(page(*ARTICLE))
    assert result.is_page
    assert result.text.split("\n") == ARTICLE
    assert result.headline == ARTICLE[0]
    assert rules(result) == ["page-before", "page-after"]
    assert [removal.label for removal in result.removals] == ["navigation", "related"]
    assert "9 lines before the article" in result.explain()


def test_a_page_is_not_touched_where_the_caller_says_that_it_is_none():
    result = cleaner.analyze(page(*ARTICLE), page=False)
    assert not result.is_page
    assert NAVIGATION[1] in result.text
    assert not any(rule.startswith("page-") for rule in rules(result))


def test_a_small_page_is_known_only_to_the_caller():
    text = "\n".join(["Start", "Archive", *ARTICLE, "Older posts"])
    assert not cleaner.analyze(text).is_page
    result = cleaner.analyze(text, page=True)
    assert result.is_page
    assert result.text.split("\n") == ARTICLE


def test_labels_that_are_kept_keep_their_regions():
    text = page(*ARTICLE)
    assert cleaner.clean(text, keep=("reporting", "boilerplate")) == text
    kept = cleaner.clean(text, keep=("reporting", "related"))
    assert MORE[0] in kept
    assert "Sport\nWeather" not in kept
    assert cleaner.clean(text, keep=("body",)).split("\n") == ARTICLE[2:]


def test_the_result_says_that_it_was_a_page():
    assert cleaner.analyze(page(*ARTICLE)).to_dict()["is_page"] is True
    assert cleaner.analyze("\n".join(ARTICLE)).to_dict()["is_page"] is False


@pytest.mark.parametrize("text", ["", "\n", "Home", "\n".join(NAVIGATION * 5), "x" * 10_000, "\n".join("ab" * 40)])
def test_where_nothing_reads_as_an_article_nothing_is_cut_round_it(text):
    result = cleaner.analyze(text, page=True)
    assert not any(rule.startswith("page-") for rule in rules(result))


@pytest.mark.parametrize(("option", "wanted"), [([], True), (["--page"], True), (["--no-page"], False)])
def test_command(option, wanted):
    output = CliRunner().invoke(main, ["--json", *option], input=page(*ARTICLE).encode())
    assert output.exit_code == 0, output.output
    result = json.loads(output.stdout)
    assert result["is_page"] is wanted
    assert (NAVIGATION[1] in result["text"]) is not wanted


# --- what speaks for and against -------------------------------------------------------------------------------------


def test_teasers_with_blurbs_are_not_the_article():
    blurbs = []
    for i in range(8):
        blurbs += [
            f"Headline number {i}",
            f"A sentence of some length that says a little about story number {i}.",
            "3 May",
        ]
    kept = cleaner.clean(page(*ARTICLE, more=blurbs), page=True).split("\n")
    assert kept[: len(ARTICLE)] == ARTICLE
    assert len(kept) <= len(ARTICLE) + 2  # the first may stay: a paragraph after a subhead looks like it


def test_teasers_that_are_cut_short_are_not_the_article():
    teasers = [f"{line[:90]}..." for line in PROSE for _ in range(3)]
    assert cleaner.clean(page(*ARTICLE, more=teasers)).split("\n") == ARTICLE


def test_cookie_text_does_not_prolong_the_article():
    notice = "These cookies count visits and sources of traffic, so that we can measure and improve the performance of our site."
    text = "\n".join([*NAVIGATION, *ARTICLE, *MORE, *FOOTER, *(f"{notice} ({i})." for i in range(4)), "Save", "Close"])
    assert cleaner.clean(text, page=True).split("\n") == ARTICLE


def test_short_paragraphs_with_furniture_among_them_are_no_page():
    told = [
        "The water came at four in the morning.",
        "Nobody had heard the dog.",
        "By six the whole street stood on the school roof.",
        "They had blankets, a radio and one thermos of tea.",
        "The boats came at noon.",
        "The last to leave was the caretaker, who is 71.",
        "He locked the door, out of habit.",
        "The mayor has promised a new wall by autumn.",
    ]
    story = [line for group in zip(told, NAVIGATION, MORE + FOOTER, strict=False) for line in group]
    text = "\n".join([*NAVIGATION[:3], "The night on the school roof", "By Ada Rowntree", *story, *FOOTER])
    result = cleaner.analyze(text)
    assert not result.is_page
    assert [line for line in told if line not in result.text] == []


def test_a_list_that_goes_line_by_line_goes_at_once():
    weeks = [f"        * Week {number}" for number in range(1, 16)]
    menu = [f"   {line}" for line in NAVIGATION] + [f"      {line}" for line in MORE]
    lines = ["   " + line for line in ARTICLE]
    text = "\n".join([*menu, *lines[:2], *weeks, *lines[2:], *("   " + line for line in [*MORE, *FOOTER])])
    result = cleaner.analyze(text, page=True)
    assert result.note is None
    assert "Week" not in result.text
    assert all(line.strip() in result.text for line in lines)


def test_a_report_on_cookies_stays():
    report = [line.replace("bridge", "cookie law") for line in ARTICLE]
    story = "The cookie law was passed in spring, and sites have asked their readers for consent to cookies ever since, said the minister."
    result = cleaner.clean(page(*report, story, story.replace("spring", "summer"), *PROSE[4:6]))
    assert result.split("\n")[-4:-2] == [story, story.replace("spring", "summer")]


def test_rules_find_where_the_article_ends():
    comments = ["3 comments", *(line.replace("the", "our") for line in PROSE[4:6]), "Log in to leave a comment"]
    assert PROSE[3] in (text := cleaner.clean(page(*ARTICLE, more=MORE * 2 + comments)))
    assert comments[1] not in text


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028"])
@pytest.mark.parametrize("gap", [1, 2])
def test_any_line_break(end, gap):
    text = page(*ARTICLE).replace("\n", end * gap)
    result = cleaner.analyze(text)
    assert result.is_page
    assert [line for line in result.text.split(end) if line] == ARTICLE
    check(text, result)


# --- any text --------------------------------------------------------------------------------------------------------

words = st.sampled_from(
    [
        *NAVIGATION,
        *MORE,
        *FOOTER,
        *PROSE[:5],
        "",
        "   ",
        "    * Home",
        "Read more",
        "12:30",
        "Related stories",
        "3 comments",
    ]
)
lines = st.lists(words, max_size=60).map("\n".join)


@settings(max_examples=100, deadline=None)
@given(st.one_of(lines, st.text(max_size=300), news()), st.sampled_from([True, None]))
def test_any_page(text, known):
    result = cleaner.analyze(text, page=known)
    check(text, result)
    assert "".join(part.text for part in result.parts) == text
    assert cleaner.clean(result.text, page=known) == result.text, result.explain()
    json.dumps(result.to_dict())
