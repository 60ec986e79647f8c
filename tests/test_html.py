"""HTML: encodings, evidence of the markup, bad input. The pages are written for these tests."""

import gzip
import threading
import time

import pytest

import cleaner
from cleaner import Cleaner, Finding
from cleaner.decoding import decode_page
from cleaner.html import LARGEST, MOST_TAGS, choose
from cleaner.markup import Facts

PROSE = (
    "The harbour council of Tarnsund voted on Monday to close the old fish market, a decision that ends nine years of talks.",
    "Traders said they had been told of the vote only on Friday, and that the stalls in the new hall cost twice as much.",
    "“We were promised a ramp for the carts and a cold room,” said Ilse Maro, who has sold eels there for thirty years.",
    "The council's engineer told the meeting that the quay wall had sunk by eleven centimetres since the survey of 2009.",
)


def page(*middle, head="", before="", after="", title="Council closes old fish market"):
    paragraphs = "".join(f"<p>{text}</p>" for text in PROSE[:2]), "".join(f"<p>{text}</p>" for text in PROSE[2:])
    return (
        f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>{title} | Tarnsund Post</title>{head}</head><body>"
        f"<nav><a href='/'>Home</a> <a href='/news'>News</a></nav>{before}<article><h1>{title}</h1>"
        f"{paragraphs[0]}{''.join(middle)}{paragraphs[1]}{after}</article><footer>Tarnsund Post</footer></body></html>"
    )


def labels(result):
    return {part.text.strip(): part.label for part in result.parts if part.text.strip()}


def test_a_plain_page_keeps_every_word():
    result = cleaner.analyze_html(page())
    assert result.text == "\n".join(["Council closes old fish market", *PROSE])
    assert not result.removals
    assert not result.note
    assert not result.is_page


def test_offsets_are_those_of_the_extracted_text():
    teasers = "<p><a href='/a'>Ferry strike enters its second week</a></p><p><a href='/b'>Why the eel is back in the bay</a></p>"
    result = cleaner.analyze_html(page(after=teasers))
    source = "".join(part.text for part in result.parts)
    assert cleaner.replay(source, result.removals) == result.text
    assert all(source[r.start : r.end] == r.text for r in result.removals)


@pytest.mark.parametrize(
    ("text", "encoding", "declared"),
    [
        ("Łódź, Kraków i Gdańsk źle zniosły ubiegłą noc", "iso-8859-2", "iso-8859-2"),
        ("Совет портового города решил закрыть рынок", "windows-1251", "windows-1251"),
        ("Der Rat schließt den Markt für Jahre – ärgerlich", "windows-1252", "iso-8859-1"),
        ("港の議会は月曜日に古い魚市場の閉鎖を決めた", "shift_jis", "Shift_JIS"),
        ("港口委员会周一投票决定关闭旧鱼市场", "gb18030", "gb2312"),
        ("Der Rat schließt den Markt", "utf-8", "iso-8859-1"),
        ("Der Rat schließt den Markt", "utf-16", "utf-16"),
        ("Der Rat schließt den Markt", "utf-8-sig", None),
        ("Der Rat schließt den Markt", "utf-16-le", None),
        ("Der Rat schließt den Markt", "utf-8", "no-such-encoding"),
    ],
)
def test_encodings(text, encoding, declared):
    meta = f"<meta charset={declared}>" if declared else ""
    assert text in decode_page(f"<html><head>{meta}</head><body><p>{text}</p></body></html>".encode(encoding))


def test_the_server_names_the_encoding():
    assert "źle" in decode_page("<p>źle".encode("iso-8859-2"), "iso-8859-2")


@pytest.mark.parametrize("name", ["undefined", "no such", "a\0b"])
def test_names_that_are_of_no_encoding_are_passed_over(name):
    assert "źle" in decode_page('<meta charset="undefined"><meta charset="iso-8859-2">źle'.encode("iso-8859-2"), name)


def test_an_encoding_that_is_not_declared_is_guessed():
    body = "<p>Городской совет в понедельник проголосовал за закрытие старого рыбного рынка, сообщили торговцы.</p>" * 5
    assert "проголосовал" in decode_page(f"<html><body>{body}</body></html>".encode("windows-1251"))


def test_what_the_page_says_is_known():
    data = '{"@type": "NewsArticle", "headline": "Council closes old fish market", "author": [{"name": "Ada Nilsen"}]}'
    head = f"<script type='application/ld+json'>{data}</script>"
    result = cleaner.analyze_html(page("<p>Ada Nilsen, Tarnsund</p>", head=head))
    assert result.headline == "Council closes old fish market"
    assert result.byline == "Ada Nilsen, Tarnsund"
    assert labels(result)["Ada Nilsen, Tarnsund"] == "byline"


def test_headline_and_author_come_from_the_head_if_the_text_lacks_them():
    head = "<meta property='og:title' content='Old fish market to close'><meta name='author' content='Ada Nilsen'>"
    html = page(head=head).replace("<h1>Council closes old fish market</h1>", "")
    result = cleaner.analyze_html(html)
    assert result.headline == "Old fish market to close"
    assert result.byline == "Ada Nilsen"
    assert Cleaner(keep=["body"]).clean_html(html) == "\n".join(PROSE)


def test_what_one_page_says_is_not_known_of_the_next():
    cleaner.analyze_html(page(head="<meta name='author' content='Ada Nilsen'>"))
    assert cleaner.analyze_html(page()).byline is None


def test_the_title_stands_once():
    result = cleaner.analyze_html(page().replace("</h1>", "</h1><p>Council closes old fish market</p>"))
    assert result.text.count("Council closes old fish market") == 1
    assert [r.rule for r in result.removals] == ["markup-title-again"]


def test_a_heading_that_repeats_the_title_stays():
    html = page("<h2>Council closes old fish market</h2>")
    assert cleaner.clean_html(html).count("Council closes old fish market") == 2


def test_a_list_of_teasers_below_the_article_goes_by_its_links():
    teasers = "".join(
        f"<li><a href='/{i}'>{text}</a></li>"
        for i, text in enumerate(("Ferry strike enters its second week", "Island school wins prize", "The eel is back"))
    )
    result = cleaner.analyze_html(page(after=f"<div><ul>{teasers}</ul></div>"))
    assert result.text.endswith(PROSE[3])
    assert {(r.label, r.rule) for r in result.removals} <= {("related", "markup-links-below")}


def test_sentences_full_of_links_stay():
    linked = "<p><a href='/1'>The mayor</a> and <a href='/2'>the harbour master</a> <a href='/3'>both declined to comment on Monday.</a></p>"
    assert "both declined to comment" in cleaner.clean_html(page(linked))


def test_a_linked_sentence_stays():
    assert "published its report" in cleaner.clean_html(
        page(
            "<p><a href='/report'>The audit office published its report on the quay wall in the spring of this year.</a></p>"
        )
    )


def test_a_list_of_facts_stays():
    facts = "<ul><li>Stalls: 41</li><li><a href='/hall'>New hall</a>: 600 square metres</li><li>Opening: May</li></ul>"
    result = cleaner.analyze_html(page(facts))
    assert not result.removals
    assert "Opening: May" in result.text


def test_a_linked_list_between_paragraphs_stays():
    items = "".join(
        f"<li><a href='/{i}'>The {name} quay</a>, built in 1{i}04 of granite</li>"
        for i, name in enumerate(("north", "old", "grain"))
    )
    assert "The grain quay" in cleaner.clean_html(page(f"<ul>{items}</ul>"))


def test_a_box_goes_by_its_name():
    box = (
        "<div class='c-relatedStories'><p>Ferry strike enters its second week</p><p>Island school wins prize</p></div>"
    )
    html = page(box)
    assert "Ferry strike" in cleaner.clean_html(html.replace("c-relatedStories", "c-highlight"))
    assert "Ferry strike" not in cleaner.clean_html(html)


@pytest.mark.parametrize(
    "name", ["related-content", "newsletter-page", "share-article", "gdpr", "ad-wrapper", "sidebar-left"]
)
def test_an_article_in_an_element_of_a_bad_name_stays(name):
    html = page().replace("<article>", f"<div class='{name}' id='{name}'>").replace("</article>", "</div>")
    assert cleaner.clean_html(html).endswith("\n".join(PROSE))


def test_captions_and_credits_are_reporting():
    figure = "<div class='image-caption'>The fish market on Friday</div>"
    result = cleaner.analyze_html(page(figure))
    if "The fish market on Friday" in result.text:
        assert labels(result)["The fish market on Friday"] == "caption"
    assert not result.removals


class Quoted:
    """Finds what stands in a block quotation, to show that detectors see the markup."""

    name = "quoted"

    def find(self, document, found):
        for block in document.blocks:
            if "blockquote" in document.features(block).elements:
                yield Finding(block.start, block.end, "promo", "quoted", 1.0, "stands in a quotation")


def test_own_detectors_see_the_markup_in_every_pass():
    quotation = "<blockquote><p>A long quotation of the harbour act, in the wording of the year 1911.</p></blockquote>"
    html = page(f"<p><a href='/x'>Sign up for our free newsletter</a></p>{quotation}")
    result = Cleaner(detectors=[Quoted()]).analyze_html(html)
    assert "harbour act" not in result.text
    assert "Sign up" not in result.text
    assert "harbour act" in Cleaner(detectors=[Quoted()]).clean("A long quotation of the harbour act.")


def test_features_of_blocks():
    seen = {}

    class Look:
        name = "look"

        def find(self, document, found):
            for block in document.blocks:
                seen.setdefault(block.text, document.features(block))
            return ()

    Cleaner(detectors=[Look()]).clean_html(
        page(
            "<h2>What traders say</h2><p>The places of all stalls, old and new, are on <a href='/map'>the map of the new quay</a></p>",
            title="Fish market",
        )
    )
    assert seen["What traders say"].heading == 2
    assert seen["The places of all stalls, old and new, are on the map of the new quay"].links == pytest.approx(18 / 54)
    assert seen[PROSE[0]].links == 0


SHORT = "<html><head><title>Tarnsund Post</title></head><body>{}</body></html>"


@pytest.mark.parametrize(
    ("html", "note"),
    [
        ("", "empty"),
        (b" \n\t ", "empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "not HTML but a PNG image"),
        (b"%PDF-1.7 ...", "not HTML but a PDF file"),
        (gzip.compress(b"<html><body><p>" + b"The harbour. " * 500, mtime=0)[:60], "a gzip archive that is damaged"),
        ("<p>" + "x" * LARGEST, f"longer than {LARGEST:,} characters"),
        (b"<p>" + b"x" * LARGEST, f"longer than {LARGEST:,} bytes"),
        ("<table>" + "<tr><td>1" * 1_000_000, f"more than {MOST_TAGS:,} tags"),
        (SHORT.format("<div>" * 20_000 + PROSE[0] + "</div>" * 20_000), "no text found: nested deeper than"),
        ("<div>" * 100_000 + PROSE[0], "nested deeper than"),
        ("<html><body></body></html>", "no text found"),
        ("no markup at all", "not HTML"),
    ],
    ids=lambda value: ascii(value)[:24],
)
def test_what_cannot_be_read_gives_nothing_and_says_why(html, note):
    begin = time.monotonic()
    result = cleaner.analyze_html(html)
    assert result.text == ""
    assert result.note is not None
    assert note in result.note
    assert result.to_dict()["note"] == result.note
    assert time.monotonic() - begin < 10


@pytest.mark.parametrize("html", [None, 5, ["<p>x</p>"]])
def test_what_is_no_page_at_all_is_refused(html):
    for timeout in (None, 5):
        with pytest.raises(TypeError, match="expected HTML as str or bytes"):
            cleaner.analyze_html(html, timeout=timeout)


def test_a_gzipped_page_is_unpacked():
    assert cleaner.clean_html(gzip.compress(page().encode())) == cleaner.clean_html(page())


def test_nuls_and_control_characters_are_no_harm():
    assert PROSE[3] in cleaner.clean_html(page("<p>One\0 two\x01 three.</p>"))


def test_spans_of_cells_are_no_bomb():
    rows = "<tr><td colspan=1000000 rowspan=100000>Eels</td><td>9</td></tr>" * 300
    begin = time.monotonic()
    result = cleaner.analyze_html(page(f"<table>{rows}</table>"))
    assert time.monotonic() - begin < 10
    assert len("".join(part.text for part in result.parts)) < 20_000


def test_a_page_that_takes_too_long_is_given_up_and_the_next_is_read():
    cleaner.analyze_html(page(), timeout=30)  # the process has started
    slow = page("<p>" + "<b>word</b> " * 20_000 + "</p>", "<p><a href='/'>x</a></p>" * 5_000)
    late = cleaner.analyze_html(slow, timeout=0.05)
    assert late.text == ""
    assert late.note == "took longer than 0.05 s"
    assert cleaner.analyze_html(page(), timeout=30).text == cleaner.clean_html(page())


def test_threads_share_the_process_that_reads():
    results = []
    threads = [
        threading.Thread(target=lambda i=i: results.append((i, cleaner.clean_html(page(f"<p>{i}</p>"), timeout=60))))
        for i in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(text == cleaner.clean_html(page(f"<p>{i}</p>")) for i, text in results)
    assert len(results) == 4


LOST = (
    "The mayor, who had voted for the plan in the spring, left the chamber before the last speaker was called on Monday.",
    "Outside, a crowd of some two hundred people had been waiting in the rain since noon, among them most of the traders.",
)


@pytest.mark.parametrize("name", ["expand", "widget", "attachment"])
def test_paragraphs_that_extraction_leaves_out_are_put_back(name):
    """trafilatura takes such names for those of boxes."""
    box = f"<div class='{name}'>{''.join(f'<p>{text}</p>' for text in LOST)}</div>"
    lines = cleaner.clean_html(page(box)).split("\n")
    assert lines == ["Council closes old fish market", *PROSE[:2], *LOST, *PROSE[2:]]


@pytest.mark.parametrize("name", ["related-stories", "newsletter-box", "comments", "cookie-banner"])
def test_what_is_beside_the_article_is_not_put_back(name):
    box = f"<div class='{name}'>{''.join(f'<p>{text}</p>' for text in LOST)}</div>"
    assert LOST[0] not in cleaner.clean_html(page(f"<aside>{box}</aside>"))
    assert LOST[0] not in cleaner.clean_html(page(f"<div style='display: none'>{box}</div>"))
    assert cleaner.clean_html(page(box)).count(LOST[0]) <= 1


def test_a_standfirst_is_no_body():
    standfirst = "<p class='article-standfirst'>Nine years of talks end with a vote, and the traders say that they were told too late.</p>"
    html = page().replace("</h1>", f"</h1>{standfirst}")
    assert "Nine years of talks" in cleaner.clean_html(html)
    assert Cleaner(keep=["body"]).clean_html(html) == "\n".join(PROSE)


SUMMARY = "Traders get until autumn to move to the new hall, which has neither a ramp nor a cold room so far."


@pytest.mark.parametrize(
    ("head", "place"),
    [
        ("<meta name='description' content='{summary}'>", "<p>{summary}</p>"),
        ("<meta property='og:description' content='{summary}'>", "<h2 class='deck'>{summary}</h2>"),
        ("<meta name='description' content='Traders get until autumn to move to the new hall, which has …'>", "<p>{summary}</p>"),
        (
            "<script type='application/ld+json'>{{'@type': 'NewsArticle', 'description': '{summary}'}}</script>",
            "<div class='dek'><span>{summary}</span></div>",
        ),
    ],
)  # fmt: skip
def test_a_standfirst_above_the_article_comes_back_as_body(head, place):
    head = head.format(summary=SUMMARY)
    if "ld+json" in head:
        head = head.replace("{'", '{"').replace("': '", '": "').replace("', '", '", "').replace("'}", '"}')
    html = page(head=head, before=f"<header>{place.format(summary=SUMMARY)}</header>")
    result = cleaner.analyze_html(html)
    assert result.text.count(SUMMARY) == 1
    assert result.text.index(SUMMARY) < result.text.index(PROSE[0])
    assert labels(result)[SUMMARY] == "body"


def test_a_description_that_is_not_on_the_page_stays_out():
    head = f"<meta name='description' content='{SUMMARY}'>"
    assert cleaner.clean_html(page(head=head)) == cleaner.clean_html(page())
    hidden = page(head=head, before=f"<p style='display: none'>{SUMMARY}</p>")
    assert cleaner.clean_html(hidden) == cleaner.clean_html(page())


LONG = "".join(f"<p>{text} That was in {year}.</p>" for year in range(1990, 2000) for text in PROSE)


def test_what_stands_below_the_element_of_the_article_goes():
    body = f"<body><div class='post-body'><div id='text'>{LONG}</div>{{}}</div></body>"
    below = (
        "<div><p>Your session has ended, so please sign in once more in the window that has just been opened.</p></div>"
    )
    result = cleaner.analyze_html(f"<html><head><title>Fish</title></head>{body.format(below)}</html>")
    assert "That was in 1999." in result.text
    assert "session has ended" not in result.text
    assert [r.rule for r in result.removals] == ["markup-below"]


def test_the_second_part_of_an_article_is_not_below_it():
    html = f"<html><head><title>Fish</title></head><body><div class='post-body'><div>{LONG}</div><div>{LONG}</div></div></body></html>"
    assert not cleaner.analyze_html(html.replace("</div><div>", "<p>Part two</p></div><div>")).removals


BOXED = "Members of the harbour club, who pay nine crowns a month, are shown around the quay by our reporters each May."


@pytest.mark.parametrize("name", ["related", "promo", "sponsored", "disclosure", "byline"])
def test_prose_in_a_named_box_goes_below_the_article(name):
    assert "harbour club" not in cleaner.clean_html(page(after=f"<div class='{name}'><p>{BOXED}</p></div>"))


@pytest.mark.parametrize("name", ["promo", "paywall", "topics"])
def test_prose_in_a_named_box_stays_between_paragraphs(name):
    assert BOXED in cleaner.clean_html(page(f"<div class='{name}'><p>{BOXED}</p></div>"))


def test_prose_in_a_box_of_two_names_goes_between_paragraphs():
    assert BOXED not in cleaner.clean_html(page(f"<div class='promo newsletter-cta'><p>{BOXED}</p></div>"))


def test_comparisons_are_made_where_most_prose_was_missed():
    """trafilatura's own way stops at the element that is named like an article; the comparison finds the longer one."""
    teaser = f"<div class='article-body'><p>{PROSE[0]}</p><p>{PROSE[1]} {PROSE[2]}</p></div>"
    result = cleaner.analyze_html(
        f"<html><head><title>Fish</title></head><body>{teaser}<div>{LONG}</div></body></html>"
    )
    assert "That was in 1999." in result.text


def test_the_looks_of_the_page_decide_between_two_extractions():
    """The other extraction is longer, but what reads as the article on the page is the first one."""
    article = "\n".join(PROSE * 3)
    comments = "\n".join(f"Reader {i}\nReply\nI would not go there, {i} times over.\nLike" for i in range(60))
    whole = f"Home\nNews\n{article}\nRelated\n{comments}\nImprint\nContact"
    assert choose(article, comments, whole, Facts()) == article
    assert choose(comments, article, whole, Facts()) == article
    assert choose("", article, whole, Facts()) == article


def test_a_paragraph_that_opens_with_a_dateline_is_body():
    text = f"Market to close\n\nTARNSUND (AP) — {PROSE[0]}\n\n{PROSE[1]}"
    assert PROSE[0] in Cleaner(keep=["body"]).clean(text)


def test_a_sentence_that_goes_does_not_take_its_paragraph_along():
    text = (
        f"Market to close\n\n{PROSE[0]}\n\n{PROSE[1]} {PROSE[3]} Sign up for our free daily newsletter.\n\n{PROSE[2]}"
    )
    assert PROSE[3] in Cleaner(keep=["body"]).clean(text)


APPEALS = (
    "Your contribution keeps our reporting free for everyone.",
    "Sign up for our free daily newsletter.",
    "This website uses cookies to improve your experience.",
)


def test_where_nothing_is_left_the_whole_page_is_searched():
    """The appeal is what trafilatura takes for the article; the result says that it was looked for elsewhere."""
    appeals = f"<article class='article-body'>{''.join(f'<p>{text}</p>' for text in APPEALS * 8)}</article>"
    story = "".join(f"<div><span>{text}</span></div>" for text in PROSE)
    result = cleaner.analyze_html(f"<html><body>{appeals}<section>{story}</section></body></html>")
    assert result.note is not None
    assert result.note.startswith("next to nothing could be extracted")
    assert result.is_page
    assert PROSE[2] in result.text
    assert not any(text in result.text for text in APPEALS)


def test_a_cleaned_page_is_clean():
    """What stays of a page is not changed by cleaning it as a text."""
    box = "<div class='c-relatedStories'><p>Ferry strike enters its second week</p></div>"
    text = cleaner.clean_html(page(box))
    assert cleaner.clean(text) == text


@pytest.mark.filterwarnings("error::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_timeout_may_be_endless():
    assert cleaner.clean_html(page(), timeout=float("inf")) == cleaner.clean_html(page())


@pytest.mark.parametrize("timeout", [0, -1, float("nan")])
def test_a_timeout_that_is_no_time_is_refused(timeout):
    with pytest.raises(ValueError, match=f"found a timeout of {timeout}, expected seconds above 0"):
        cleaner.clean_html(page(), timeout=timeout)
