"""Text of one line whose breaks were lost: what stood on lines of its own goes, what only begins or ends so stays."""

import pytest

import cleaner

BEFORE = "Pilots on the Tarnsund ferries rejected a pay offer of 4 percent on Monday."
AFTER = "The company said it would not improve the offer before the summer."


def clean(middle):
    """Return what is left of a sentence, or of lines, between two sentences of reporting."""
    text = cleaner.clean(f"{BEFORE} {middle} {AFTER}")
    assert text.startswith(BEFORE)
    assert text.endswith(AFTER)
    return text[len(BEFORE) : -len(AFTER)].strip()


@pytest.mark.parametrize(
    "lines",
    [
        ("Sign up for our free daily newsletter",),
        ("Share this article", "Copy link", "Advertisement"),
        ("Listen to this article", "Text size"),
        ("This article is for subscribers only", "Subscribe now for unlimited access to all our journalism"),
        ("Skip to main content", "Sign up for our free daily newsletter"),
    ],
    ids=lambda lines: lines[0],
)
def test_lines_without_a_full_stop_go(lines):
    assert clean(" ".join(lines)) == ""


@pytest.mark.parametrize(
    "sentence",
    [
        "Privacy Policy Director Ann Bell said the firm would appeal.",
        "He wrote the Terms of Use Agreement for the town hall.",
        "Read More House opened in May and the council was pleased.",
        "Donate Now Foundation leaders met the mayor on Monday.",
        "Back to Top Gear The show returns in May.",
        "Sign up for our newsletter was all that Mary Bell heard from them.",
    ],
)
def test_sentences_that_only_begin_so_stay(sentence):
    assert clean(sentence) == sentence


def test_the_headline_above_and_the_caption_below_stay():
    text = (
        "Ferry pilots reject pay offer By Ann Bell Share this article Copy link Advertisement The pilots said on Monday "
        "that the offer was too low. A ferry in the harbour last week. Picture: Tom Rowe Sign up for our free daily newsletter"
    )
    left = cleaner.clean(text)
    assert left == (
        "Ferry pilots reject pay offer By Ann Bell The pilots said on Monday that the offer was too low. "
        "A ferry in the harbour last week. Picture: Tom Rowe"
    )


def test_a_space_between_chinese_or_japanese_words_was_a_line_break():
    before, after = "市議会は月曜日、新しい橋の建設を承認した。", "工事は来年春に始まる見通しだ。"
    text = f"{before} 無料会員登録はこちら Xでシェアする はてなブックマークに追加 {after}"
    assert cleaner.clean(text) == f"{before} {after}"


def test_what_goes_is_accounted_for_and_nothing_more_goes_the_next_time():
    text = f"{BEFORE} Share this article Copy link Advertisement {AFTER} Sign up for our free daily newsletter {BEFORE}"
    once = cleaner.analyze(text)
    assert cleaner.replay(text, once.removals) == once.text
    assert cleaner.clean(once.text) == once.text
    assert {removal.rule for removal in once.removals} >= {"en-social-share-this", "en-ad-advertisement"}
