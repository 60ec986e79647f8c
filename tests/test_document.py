"""Splitting: blocks, hard-wrapped paragraphs, sentences. Nothing is changed, every offset is the input's."""

import textwrap

import pytest
from hypothesis import given, settings
from strategies import NEWLINES, PROSE, SEEDS, SHAPES, any_text, documents, seed_text

from cleaner.document import Document

BARD = """Shall I compare thee to a summer's day?
Thou art more lovely and more temperate:
Rough winds do shake the darling buds of May,
And summer's lease hath all too short a date;
Sometime too hot the eye of heaven shines,
And often is his gold complexion dimm'd;"""
TABLE = """Arsenal      38   26   84
Chelsea      38   21   71
Everton      38   15   59
Liverpool    38   20   69
Southampton  38   16   56
Manchester C 38   25   82"""
LIST = """- Preheat the oven to 200 degrees and line a tray
- Cut the carrots and the parsnips into batons
- Toss them with oil, salt and a spoonful of honey
- Roast for forty minutes, turning them over twice"""


def blocks(text):
    return [block.text for block in Document(text).blocks]


def sentences(text):
    return [sentence.text for block in Document(text + "\n\nEnd").blocks[:-1] for sentence in block.sentences]


# --- lines ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("newline", NEWLINES, ids=ascii)
def test_each_kind_of_line_break_ends_a_block(newline):
    assert blocks(newline.join(["One line here", "Another line", "", "A third"])) == [
        "One line here",
        "Another line",
        "A third",
    ]


def test_other_control_characters_end_no_block():
    assert blocks("One\x0bline\x0chere\x1cand\nanother") == ["One\x0bline\x0chere\x1cand", "another"]


def test_blank_lines_are_no_blocks():
    assert blocks("A\n\n \t\n>\n> >\n\u200b\n\ufeff\n\xa0\nB") == ["A", "B"]


def test_an_empty_text_has_no_blocks():
    assert blocks("") == blocks("\n \r\n") == []


@pytest.mark.parametrize(
    ("line", "inner"),
    [
        ("> Quoted", 2),
        (">> Quoted", 3),
        ("> > Quoted", 4),
        ("- Item", 2),
        ("• Item", 2),
        ("  * Item", 4),
        ("\ufeffStart", 1),
        ("\t> - Item", 5),
        ("-5 degrees", 0),
        ("*bold*", 0),
    ],
)
def test_where_the_words_of_a_line_begin(line, inner):
    block = Document(line + "\nanother line").blocks[0]
    assert (block.start, block.inner, block.end) == (0, inner, len(line))
    assert block.folded == line[inner:].lower()


def test_bullets_make_items():
    assert [block.is_item for block in Document("- One\n• Two\n> - Three\n> Four\n  Five\n-Six").blocks] == [
        True,
        True,
        True,
        False,
        False,
        False,
    ]


@settings(max_examples=150, deadline=None)
@given(documents)
def test_blocks_and_sentences_are_views_of_the_input_in_order(text):
    document = Document(text)
    assert document.text == text
    position = 0
    for block in document.blocks:
        assert position <= block.start <= block.inner <= block.end <= len(text)
        assert block.text == text[block.start : block.end]
        assert block.text.strip()
        position = block.end
        place = block.start if block.sentences == [block] else block.inner
        for sentence in block.sentences:
            assert place <= sentence.start < sentence.end <= block.end
            between = text[place : sentence.start]
            assert not between.replace("&nbsp;", "").replace("&#160;", "").strip()
            place = sentence.end


@settings(max_examples=150, deadline=None)
@given(documents)
def test_what_lies_between_blocks_is_blank(text):
    document = Document(text)
    ends = [0, *(block.end for block in document.blocks)]
    starts = [*(block.start for block in document.blocks), len(text)]
    between = "".join(text[end:start] for end, start in zip(ends, starts, strict=True))
    between = between.replace("&nbsp;", "").replace("&#160;", "")  # a space all the same
    assert not between.strip("> \t\u200b\u2060\ufeff").strip() or not any(c.isalnum() for c in between)


@settings(max_examples=150, deadline=None)
@given(any_text)
def test_every_offset_has_its_block(text):
    document = Document(text)
    for index, block in enumerate(document.blocks):
        assert document.block_at(block.start) == index
        assert document.block_at(max(block.start, block.end - 1)) == index


# --- hard-wrapped text -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("shape", ["wrapped at 60", "wrapped at 72", "wrapped at 80", "quoted mail wrapped at 72"])
@pytest.mark.parametrize("name", SEEDS)
def test_wrapped_paragraphs_are_joined(name, shape):
    paragraphs = [line for line in seed_text(name).split("\n") if line]
    document = Document(SHAPES[shape].apply(seed_text(name)))
    assert [
        block.text.replace("\n> ", "\n").replace("\n", " ").removeprefix("> ") for block in document.blocks
    ] == paragraphs
    assert not document.is_plain


@pytest.mark.parametrize("newline", NEWLINES, ids=ascii)
def test_wrapped_paragraphs_of_each_kind_of_line_break(newline):
    text = SHAPES["wrapped at 60"].apply("\n\n".join(PROSE[:2])).replace("\n", newline)
    assert len(blocks(text)) == 2


@pytest.mark.parametrize("text", [BARD, TABLE, LIST], ids=["verse", "table", "list"])
def test_lines_that_end_for_another_reason_are_not_joined(text):
    assert blocks(text) == text.split("\n")
    assert blocks(f"A heading\n\n{text}\n\n{PROSE[0]}") == ["A heading", *text.split("\n"), PROSE[0]]


def test_one_wrapped_paragraph_among_lines_of_their_own_is_joined():
    wrapped = "The meeting about the new bridge over the river took until midnight,\nand the mayor left early."
    text = "\n\n".join(["Bridge approved", wrapped, "It opens in May."])
    assert blocks(text) == ["Bridge approved", wrapped, "It opens in May."]


def test_a_bullet_begins_a_block_in_wrapped_text():
    wrapped = SHAPES["wrapped at 60"].apply(PROSE[0])
    assert blocks(f"{wrapped}\n- {wrapped}\n- {wrapped}") == [wrapped, "- " + wrapped, "- " + wrapped]


HEADED = [
    "Ferry pilots reject offer",
    PROSE[0],
    "Read more",
    "Where the boats are built",
    PROSE[1],
    "Advertisement",
    PROSE[0],
    "Photo: Ada Lund",
    PROSE[1],
]


def test_paragraphs_wrapped_among_headings_and_buttons_without_blank_lines_are_joined():
    shaped = [SHAPES["wrapped at 60"].apply(line) for line in HEADED]
    assert blocks("\n".join(shaped)) == shaped


def test_lines_longer_than_a_column_are_paragraphs():
    assert blocks("\n".join(PROSE[:2] * 3)) == list(PROSE[:2] * 3)


# --- sentences -------------------------------------------------------------------------------------------------------

SENTENCES = {
    "full stops": ["The court ruled. The minister resigned.", ["The court ruled.", "The minister resigned."]],
    "other ends": ["Really? Yes! Go on… Then it ended.", ["Really?", "Yes!", "Go on…", "Then it ended."]],
    "closing quotes": ['"We left." "They stayed." He nodded.', ['"We left."', '"They stayed."', "He nodded."]],
    "curly quotes": ["“We left.” He nodded.", ["“We left.”", "He nodded."]],
    "entities": ["&quot;We left.&quot; He nodded.&nbsp;She too.", ["&quot;We left.&quot;", "He nodded.", "She too."]],
    "titles": ["Mr. Smith met Dr. Jones and Sen. Warren.", ["Mr. Smith met Dr. Jones and Sen. Warren."]],
    "initials": ["J. R. R. Tolkien and the U.S. Army met.", ["J. R. R. Tolkien and the U.S. Army met."]],
    "companies and months": ["Acme Inc. Chief Bo Lund left on Sept. 3.", ["Acme Inc. Chief Bo Lund left on Sept. 3."]],
    "numbers": ["It rose 3.2 percent. 40 of them left.", ["It rose 3.2 percent.", "40 of them left."]],
    "small letters": ["He said e.g. nothing. and then left", ["He said e.g. nothing. and then left"]],
    "addresses": ["See example.com/a.b for more. Then leave.", ["See example.com/a.b for more.", "Then leave."]],
    "Russian": ["Он ушёл. Она осталась.", ["Он ушёл.", "Она осталась."]],
    "Russian abbreviations": [
        "Школа им. Пушкина закрыта. Ул. Ленина тоже.",
        ["Школа им. Пушкина закрыта.", "Ул. Ленина тоже."],
    ],
    "Chinese": ["法院作出裁决。部长辞职！真的吗？是的。", ["法院作出裁决。", "部长辞职！", "真的吗？", "是的。"]],
    "Japanese quotes": ["「行こう。」彼は言った。", ["「行こう。」", "彼は言った。"]],
    "Arabic": ["هل غادر؟ نعم غادر.", ["هل غادر؟", "نعم غادر."]],
    "Hindi": ["वह गया। वह रुकी।", ["वह गया।", "वह रुकी।"]],
    "Spanish": ["¿Se fue? ¡Sí! Ella no.", ["¿Se fue?", "¡Sí!", "Ella no."]],
    "agency in brackets first": ["(Reuters) The court ruled.", ["(Reuters)", "The court ruled."]],
    "brackets inside": [
        "The group (about 40 people) left. It was late.",
        ["The group (about 40 people) left.", "It was late."],
    ],
    "one without an end": ["Read More", ["Read More"]],
}


@pytest.mark.parametrize(("text", "expected"), SENTENCES.values(), ids=SENTENCES)
def test_sentences(text, expected):
    assert sentences(text) == expected


def test_a_single_line_is_split_into_sentences():
    document = Document("> (AFP) The court ruled. Mr. Smith left. Read more\n")
    assert document.is_single_line
    assert [block.text for block in document.blocks] == ["> (AFP)", "The court ruled.", "Mr. Smith left.", "Read more"]


def test_sentences_of_a_wrapped_paragraph():
    text = SHAPES["quoted mail wrapped at 72"].apply(" ".join(PROSE[:2]) + "\n\n" + PROSE[0])
    first = Document(text).blocks[0]
    assert [sentence.folded for sentence in first.sentences] == [
        PROSE[0].lower(),
        "engineers expect the work to take three years.",
        "traffic will be led through the old town for most of that time.",
    ]
    assert [sentence.text.split()[0] for sentence in first.sentences] == ["The", "Engineers", "Traffic"]
    assert first.sentences[1].text == "Engineers\n> expect the work to take three years."


def test_the_way_back_from_folded_text():
    text = "Intro line\n>  We’re using&nbsp;&quot;cookies&quot;\xa0 here…"
    block = Document(text).blocks[1]
    assert block.folded == 'we\'re using "cookies" here.'
    start = block.folded.index("cookies")
    assert text[block.original(start) : block.original(start + len("cookies"))] == "cookies"
    assert block.original(len(block.folded)) == len(text)


def test_paragraphs_with_bullets_are_joined_where_a_column_broke_them():
    paragraphs = [
        "The council approved a second bridge across the river on Monday evening, after a debate of four hours.",
        "Bridge to cost nine million",
        "Engineers expect the work to take three years, and traffic will be led through the old town until then.",
        "Shopkeepers on the square want compensation, as when Nordhavn Asset Management built the first bridge.",
    ]
    items = [textwrap.fill(p, 60, initial_indent="  * ", subsequent_indent="    ") for p in paragraphs]
    assert [block.text for block in Document("\n".join(items)).blocks] == items


def test_text_without_spaces_is_not_taken_for_hard_wrapped():
    lines = [
        "市议会周一晚间在历时近四小时的辩论之后批准在河上修建第二座大桥施工预计需要三年的时间交通绕行老城区",
        "相关新闻",
        "工程师预计工程需要三年时间交通将在大部分时间里绕行老城区居民对此表示担忧并要求增加公交车的班次数量",
    ]
    document = Document("\n".join(lines * 3))
    assert len(document.blocks) == 9
