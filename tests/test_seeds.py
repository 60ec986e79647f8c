"""The two seeds: each line with its label, and the exact text that must come out. The lines are data in tests/seeds/."""

import pytest
from strategies import SEEDS, labelled_lines, seed_text

import cleaner

APPEAL = (
    "As you may have heard, The Moscow Times, an independent news source for over 30 years, has been unjustly branded as a "
    '"foreign agent" by the Russian government. This blatant attempt to silence our voice is a direct assault on the '
    "integrity of journalism and the values we hold dear."
)
REPORT = [
    "Moscow Times keeps reporting from Amsterdam",
    "The Moscow Times has covered Russia in English since 1992, and for most of that time nobody in Russia needed a permit to read it.",
    "Since the justice ministry put the newspaper on its register, its staff have told readers in a letter what that means for them.",
    APPEAL,
    "Lawyers who advise the newspaper say that the register has grown to more than 700 names, and that no appeal against an entry has succeeded.",
    "The ministry did not answer questions on Wednesday. The newspaper's editors said that they would go on publishing every day.",
]


def expected(name):
    """Return the lines that stay; both seeds keep exactly one empty line between any two of them."""
    return "\n\n".join(text for label, text in labelled_lines(name) if label in cleaner.REPORTING)


@pytest.mark.parametrize("name", SEEDS)
def test_the_stated_lines_are_the_seed(name):
    assert "\n".join(text for _, text in labelled_lines(name)) == seed_text(name)


@pytest.mark.parametrize("name", SEEDS)
def test_exact_text(name):
    result = cleaner.analyze(seed_text(name))
    assert result.text == expected(name)
    assert cleaner.replay(seed_text(name), result.removals) == expected(name)


@pytest.mark.parametrize("name", SEEDS)
def test_label_of_each_line(name):
    text = seed_text(name)
    parts = cleaner.analyze(text).parts
    found, position = [], 0
    for _, line in labelled_lines(name):
        over = {
            part.label
            for part in parts
            if part.start < position + len(line) and part.end > position and part.text.strip()
        }
        found.append(("/".join(sorted(over)) if line else "", line))
        position += len(line) + 1
    assert found == labelled_lines(name)


def test_000_loses_the_cookie_line_alone():
    removed = "".join(removal.text for removal in cleaner.analyze(seed_text("000")).removals)
    assert removed == (
        "\n\nThis website uses cookies to improve your experience. We'll assume you're ok with this, but you can opt-out if you wish. Accept Read More"
    )
    assert cleaner.clean(seed_text("000")).endswith("neighboring countries.\n\n(AFP)")


def test_002_loses_the_first_line_and_the_appeal_to_the_end():
    text = seed_text("002")
    result = cleaner.analyze(text)
    begin = text.index("Russia Says No Talks")
    end = text.index("\n\n… we have a small favor to ask.")
    assert result.text == text[begin:end]
    assert "Kremlin spokesman Dmitry Peskov Anton Novoderezhkin / TASS" in result.text.split("\n")
    assert {removal.label for removal in result.removals} == {"donation"}


@pytest.mark.parametrize("glue", ["\n\n", "\n", "\r\n\r\n", " "], ids=repr)
def test_the_appeal_stays_inside_a_report_on_the_newspaper(glue):
    report = glue.join(REPORT)
    assert APPEAL in seed_text("002")
    assert cleaner.clean(report) == report


@pytest.mark.parametrize(
    "above",
    ["The letter begins with these words, which the newspaper also printed on its front page:", "The letter is brief."],
)
def test_the_appeal_stays_at_any_place_in_the_report(above):
    for place in range(1, len(REPORT)):
        lines = [line for line in REPORT if line != APPEAL]
        report = "\n\n".join([*lines[:place], above, APPEAL, *lines[place:]])
        assert cleaner.clean(report) == report, place


def test_the_report_keeps_it_and_still_loses_its_own_boilerplate():
    report = "\n\n".join(REPORT)
    cookies = labelled_lines("000")[-1][1]
    assert cleaner.clean(f"Support The Moscow Times!\n\n{report}\n\n{cookies}") == report
