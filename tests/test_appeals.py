"""Appeals that run on, paragraphs that are notices throughout, buttons in a row: taken whole, in every shape of text."""

import pytest
from strategies import ALL_SHAPES

import cleaner

STORY = [
    "Ferry pilots reject pay offer",
    "Pilots on the Tarnsund ferries have rejected a pay offer of 4 percent, their union said on Monday evening.",
    "The company called the vote a pity, and said that its door stayed open until the end of the week, and after it.",
    "Passengers queued for two hours at the northern pier, where the ticket office had put up a sign.",
]
APPEAL = [
    "Our newsroom is funded by readers like you.",
    "With no owner to please, we can report without fear.",
    "Here is what you get:",
    "- A letter from our editor every Friday",
    "- Puzzles without ads",
    "Support us from $3 a month",
    "Continue",
    "Remind me in June",
]
NOTICE = (
    "Our editors choose what they test. If you buy through our links, we may earn a commission. "
    "This does not affect our reviews."
)
PLAIN = [shape for shape in ALL_SHAPES if "June" in shape.apply("June") and "commission" in shape.apply("commission")]
"""Shapes that keep these words as they are."""


def left(*lines):
    return cleaner.clean("\n".join(lines)).split("\n")


def test_an_appeal_at_the_end_goes_to_the_last_line():
    assert left(*STORY, *APPEAL) == STORY


def test_its_lines_say_that_they_go_on_with_it():
    reasons = [removal.reason for removal in cleaner.analyze("\n".join([*STORY, *APPEAL])).removals]
    assert any("goes on with the appeal" in reason for reason in reasons), reasons


def test_where_the_story_goes_on_short_lines_stay():
    text = [*STORY[:2], APPEAL[0], STORY[2], "Northern pier", *STORY[3:]]
    assert left(*text) == [*STORY[:2], STORY[2], "Northern pier", *STORY[3:]]


def test_what_reports_somebody_ends_it():
    report = 'Readers gave our paper a second chance, editor Jo Lind said: "We asked for your support, and you came."'
    assert left(*STORY, report, *APPEAL) == [*STORY, report]


def test_a_text_that_is_an_appeal_itself_is_not_taken_by_its_end():
    text = ["Letter to our readers", "You know this paper, and we know you.", APPEAL[0]]
    assert left(*text) == text[:2]


def test_several_lines_none_of_which_is_sure_go_together():
    text = ["Your contribution is tax-deductible", "Give today", "A gift of any size helps our newsroom"]
    assert left(*STORY[:3], *text, STORY[3]) == STORY
    assert left(*STORY[:3], text[1], STORY[3]) == [*STORY[:3], text[1], STORY[3]]


def test_a_paragraph_that_is_a_notice_throughout_goes_whole():
    assert left(*STORY[:2], NOTICE, *STORY[2:]) == STORY


def test_a_paragraph_that_also_reports_keeps_its_report():
    paragraph = f"The pilots sail at dawn on Friday, whatever the company offers them until then. {NOTICE}"
    assert "The pilots sail at dawn on Friday" in cleaner.clean("\n".join([*STORY[:2], paragraph, *STORY[2:]]))


def test_prose_to_which_an_appeal_is_glued_stays():
    report = "The harbour master had watched from his window."
    glued = f"{report} Want more stories like this? Support our journalism with a gift from $3 a month"
    assert report in "\n".join(left(*STORY, glued, *APPEAL))


def test_a_sentence_between_two_pieces_of_an_appeal_is_reporting_unless_it_speaks_to_the_reader():
    upper, lower = "You have 2 free articles left this month.", "Subscribe from $1 a week"
    report = "The union leader, Ann Holm, sailed on the first boat."
    assert left(*STORY[:3], upper, report, lower, STORY[3]) == [*STORY[:3], report, STORY[3]]


def test_three_buttons_in_a_row_go_and_one_stays():
    assert left(STORY[0], "Print", "Save", "Loading", *STORY[1:]) == STORY
    assert left(*STORY[:2], "Save", *STORY[2:]) == [*STORY[:2], "Save", *STORY[2:]]


def test_cards_below_a_heading_at_the_end_go_with_it():
    cards = [
        *(
            "Harbour crane to be kept as a landmark",
            "It has stood on the quay since 1911 and has not moved since 1978.",
        ),
        *(
            "Why the gulls of Tarn have learned to wait",
            "They know the timetable of the ferries better than most people.",
        ),
        *("Three islands vote on a bridge to the mainland", "The count was close, and a recount is likely."),
    ]
    assert left(*STORY, "More from the harbour", *cards) == STORY
    assert left(*STORY, "More from the harbour", *cards[:2]) == [*STORY, "More from the harbour", *cards[:2]]


@pytest.mark.parametrize("shape", [pytest.param(shape, id=shape.name) for shape in PLAIN])
@pytest.mark.parametrize(("lines", "word"), [(APPEAL, "June"), ([NOTICE], "commission")], ids=["appeal", "notice"])
def test_they_go_in_every_shape(lines, word, shape):
    text = shape.apply("\n\n".join([*STORY, *lines]))
    if lines == APPEAL and "one single line" in shape.name:
        pytest.skip("without line breaks a button is the end of the sentence before it")
    gone = "".join(removal.text for removal in cleaner.analyze(text).removals)
    assert word in gone
    assert "pilots" not in gone
    assert "northern" not in gone


def test_a_call_glued_to_a_report_does_not_take_it():
    glued = f"{STORY[3]} And do sign up for our free newsletter."
    assert STORY[3] in cleaner.clean("\n".join([*STORY[:3], glued, *APPEAL]))


def test_a_question_goes_with_the_prompt_to_which_it_leads():
    glued = f"{STORY[2]} Have you seen one of these signs? Let us know in the comments below."
    assert left(*STORY[:2], glued, STORY[3]) == STORY


def test_a_headline_about_a_notice_stays():
    text = ["This site uses cookies: the sentence that everybody sees and nobody reads", *STORY[1:]]
    assert left(*text) == text


def test_an_answer_of_an_interview_stays():
    text = [
        "The letter from the pier",
        "Who reads it?",
        "Pilots, teachers and some who live far from the sea.",
        "How does one join?",
        "Sign up for our free newsletter on the site.",
        STORY[3],
    ]
    assert left(*text) == text


BETWEEN_BUTTONS = {
    "told of": (
        "Twelve in a hundred visitors clicked on it. Most gave up after the third switch, and went away.",
        True,
    ),
    "quoted": ("“You feel that something breaks if you do not,” said one who had taken part in our study.", True),
    "said to the reader": (
        "You can change your choice at any time on your device. It is kept for the next six months.",
        False,
    ),
}


@pytest.mark.parametrize(("line", "stays"), BETWEEN_BUTTONS.values(), ids=BETWEEN_BUTTONS)
def test_prose_between_buttons_for_cookies_goes_if_it_speaks_to_the_reader(line, stays):
    story = ["The council of Hallow has counted its visitors, and what they did with its banner.", "It met on Monday."]
    text = "\n\n".join([story[0], "Accept all cookies", line, "Reject all cookies", story[1]])
    cleaned = cleaner.clean(text)
    assert (line in cleaned) is stays
    assert "all cookies" not in cleaned
