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
        ("Comments are subject to our community guidelines", "Read next"),
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
        "The narration was read by a bus driver from Leith and won a prize.",
        "Read more books in the Winter Garden, the librarian told them.",
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


def test_a_line_inside_a_sentence_goes_if_a_sentence_opens_after_it():
    left = "Allotment rents doubled By Marion Thexby Plot holders at three sites refuse to pay the council more."
    more = "A plot now costs 96 crowns a year."
    text = left.replace("Plot", "Share on WhatsApp Plot")
    assert cleaner.clean(f"{text} {more}") == f"{left} {more}"


@pytest.mark.parametrize(
    ("before", "lines", "after"),
    [
        (
            "أعلن المجلس أن الجسر سيغلق في مارس لمدة عام.",
            "شارك المقال اشترك في القائمة البريدية",
            "وقال رئيس البلدية إن الأعمال ستبدأ الأسبوع المقبل.",
        ),
        (
            "시의회는 월요일 새 다리 건설을 승인했다.",
            "글자크기 설정 무단 전재 및 재배포 금지 기사 공유하기",
            "공사는 내년 봄에 시작될 예정이라고 시는 밝혔다.",
        ),
    ],
)
def test_lines_in_a_row_go_in_scripts_without_capitals(before, lines, after):
    for more in ("", " news@example.org"):  # letters of another script make no capitals
        assert cleaner.clean(f"{before} {lines} {after}{more}") == f"{before} {after}{more}"


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
