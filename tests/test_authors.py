"""Lines about the author: taken at the end of a text about others, kept wherever the person belongs to the story."""

import pytest

import cleaner
from cleaner import engine
from cleaner.detectors import authors

STORY = [
    "Ferry pilots reject pay offer",
    "Pilots on the Tarnsund ferries have rejected a pay offer of 4 percent, their union said on Monday evening.",
    "The company called the vote a pity, and said that its door stayed open until the end of the week, and after it.",
    "Passengers queued for two hours at the northern pier, where the ticket office had put up a sign.",
]
AUTHOR = "Ann Writer is a historian and the founder of a museum of ropes, which opens on Sundays."
MORE = "Writer grew up on the island and has sailed on every one of the ferries, most of them by night."


def left(*lines):
    return cleaner.clean("\n".join(lines)).split("\n")


def test_they_go_at_the_end():
    assert left(*STORY, AUTHOR) == STORY


def test_what_goes_on_about_the_author_goes_too():
    assert left(*STORY, AUTHOR, MORE) == STORY


def test_the_finding_says_why():
    result = cleaner.analyze("\n".join([*STORY, AUTHOR]))
    assert [removal.label for removal in result.removals] == ["bio"]
    assert "of whom the text does not speak" in result.removals[0].reason


def test_a_person_in_the_story_stays():
    story = [
        *STORY[:3],
        "Ann Writer stood among them with a notebook and wrote down what the pilots shouted.",
        STORY[3],
    ]
    assert left(*story, AUTHOR) == [*story, AUTHOR]


def test_a_person_introduced_before_more_prose_stays():
    assert left(*STORY[:3], AUTHOR, STORY[3]) == [*STORY[:3], AUTHOR, STORY[3]]


def test_a_byline_is_no_prose_about_the_person():
    byline = "By Ann Writer"
    assert left(STORY[0], byline, *STORY[1:], AUTHOR) == [STORY[0], byline, *STORY[1:]]


def test_one_capital_is_a_name_only_beside_a_byline():
    line = "Nobody is a founder of anything in this port, where even the gulls were here before the pilots."
    assert left(*STORY, line) == [*STORY, line]
    short = "Ann is a historian and the founder of a museum of ropes, which opens on Sundays."
    assert left(*STORY, short) == [*STORY, short]
    assert left(STORY[0], "By Ann Writer", *STORY[1:], short) == [STORY[0], "By Ann Writer", *STORY[1:]]


def test_a_text_that_is_all_about_the_person_stays():
    assert left(STORY[0], AUTHOR) == [STORY[0], AUTHOR]


def test_a_name_without_capitals_is_known_from_the_byline():
    story = [
        "מועצת העיר תקים גשר שני",
        "מאת דורון אלמוג",
        "מועצת העיר אישרה ביום שני בערב הקמת גשר שני מעל הנחל, לאחר דיון שנמשך כמעט ארבע שעות.",
        "המהנדסים מעריכים שהעבודות יימשכו שלוש שנים, והתנועה תוסט דרך העיר העתיקה ברוב הזמן.",
        "התושבים ביקשו שהמדרכות ירחיבו גם לרוכבי אופניים, והעירייה הבטיחה לבחון את הבקשה.",
    ]
    author = "דורון אלמוג הוא כתב כלכלי. מסקר את שוק ההון משנת 2010."
    assert left(*story, author) == story
    assert left(story[0], *story[2:], author) == [story[0], *story[2:], author]


def test_a_person_who_is_heard_below_stays():
    lines = ["Ann Writer is a professor of law in Tarnsund.", "Writer said that other ports would copy the ruling."]
    assert left(*STORY, *lines) == [*STORY, *lines]
    quoted = [lines[0], '"Other ports will copy this," she told the hall.']
    assert left(*STORY, *quoted) == [*STORY, *quoted]


def test_the_name_above_the_box_goes_with_it():
    assert left(*STORY, "Ann Writer", AUTHOR) == STORY
    assert left(*STORY, "By Ann Writer", AUTHOR) == [*STORY, "By Ann Writer"]


def test_the_box_may_go_on_without_the_name():
    lines = [
        "Ann Writer is a staff writer at the Tarnsund Gazette.",
        "Before joining the Gazette in 2015, she covered the courts for a weekly in the hills.",
        "She keeps bees, repairs clocks, and has never once been late for a ferry.",
    ]
    assert left(*STORY, *lines) == STORY


def test_one_word_below_a_heading_is_a_name():
    assert left(*STORY, "About the author", "Ann keeps bees and writes about ropes and boats.") == STORY


@pytest.mark.parametrize("lines", [["Ann Writer is a reporter covering the town."], [AUTHOR, MORE], [AUTHOR, STORY[1]]])
def test_many_lines_on_authors_take_time_by_their_number(lines, monkeypatch):
    calls = []
    for name in ("is_prose", "opening_name"):
        function = getattr(authors, name)
        monkeypatch.setattr(authors, name, lambda *given, function=function: calls.append(1) or function(*given))
    cleaner.analyze("\n".join([*STORY, *lines * 200]), page=False)
    assert 0 < len(calls) < 10 * 200 * len(lines) * engine.PASSES
