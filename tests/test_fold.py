"""Folding: what it takes away, what it leaves alone, and the way back from each folded character to the input."""

import itertools
import sys
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from strategies import ALL_SHAPES, SEEDS, any_text, documents, seed_text

from cleaner.fold import _fold_slowly, fold, fold_level, fold_words

ASSIGNED = [chr(code) for code in range(sys.maxunicode + 1) if unicodedata.category(chr(code)) not in ("Cn", "Co")]

EXAMPLES = {
    "case": ("Read MORE ÉTÉ ΣΊΣΥΦΟΣ", "read more ete σισυφοσ"),
    "diacritics": ("Café Übermaß naïve Łódź Ærø", "cafe ubermaß naive lodz æro"),
    "diacritics written apart": ("Cafe\u0301 N\u0303", "cafe n"),
    "Cyrillic": ("Новости Читайте ЁЛКА", "новости читаите елка"),
    "Turkish letters": ("ılık ŞİŞLİ", "ilik sisli"),
    "Vietnamese": ("Đọc thêm", "doc them"),
    "Greek final sigma": ("λόγος", "λογοσ"),
    "Hebrew points": ("שָׁלוֹם", "שלום"),
    "Arabic marks and forms": ("مُحَمَّد ـــ كتابي", "محمد کتابی"),
    "Thai is left alone": ("อ่านเพิ่มเติม", "อ่านเพิ่มเติม"),
    "Devanagari vowels stay": ("हिन्दी", "हिन्दी"),
    "Hangul stays composed": ("한국어", "한국어"),
    "typographic quotes": ("“a” ‘b’ «c» „d‟ ‚e‛ ′f″", '"a" \'b\' "c" "d" \'e\' \'f"'),
    "straight quotes": ("\"a\" 'b' `c´", "\"a\" 'b' 'c'"),
    "dashes": ("a–b—c−d‐e‑f‒g―h", "a-b-c-d-e-f-g-h"),
    "ellipsis": ("wait… now", "wait. now"),
    "spaces": ("a\xa0b\u2009c\u3000d\te", "a b c d e"),
    "runs of spaces": ("a  b \xa0 c\t\td", "a b c d"),
    "zero-width characters": ("co\u200bo\u200ckie\u2060s\ufeff", "cookies"),
    "soft hyphens": ("news\xadletter", "newsletter"),
    "directional marks": ("\u200eabc\u200f \u202adef\u202c", "abc def"),
    "variation selectors": ("✔\ufe0f ok", "✔ ok"),
    "full-width letters": ("Ｒｅａｄ　ＭＯＲＥ！", "read more!"),
    "half-width katakana": ("ﾆｭｰｽ", "ニュース"),
    "ligatures": ("oﬃce ﬂow", "office flow"),
    "superscripts and fractions": ("m² ½", "m2 1⁄2"),
    "named entities": ("R&amp;D &quot;a&quot; &hellip;", 'r&d "a" .'),
    "numbered entities": ("it&#8217;s &#x2014; &#x201C;", "it's - \""),
    "space entities": ("a&nbsp;b&#160;&nbsp;c", "a b c"),
    "no entities": ("AT&T; a & b; &; &zzz1; x&y", "at&t; a & b; &; &zzz1; x&y"),
    "line breaks": ("we use\ncookies\r\nhere", "we use cookies here"),
    "quoted mail": ("we use\n> cookies\n>> here\r\n> too", "we use cookies here too"),
    "a greater-than sign in a line": ("5 > 3 and\n4 > 2", "5 > 3 and 4 > 2"),
    "lone surrogates": ("a\ud800B", "a\ud800b"),
}


@pytest.mark.parametrize(("text", "folded"), EXAMPLES.values(), ids=EXAMPLES)
def test_examples(text, folded):
    assert fold(text)[0] == folded


@pytest.mark.parametrize(("text", "folded"), EXAMPLES.values(), ids=EXAMPLES)
def test_folded_text_folds_to_itself(text, folded):
    if "&" not in folded:  # a decoded ampersand may begin another entity
        assert fold(folded)[0] == folded


def test_words_are_stripped():
    assert fold_words("  Read More\n") == "read more"


def offsets_of(text):
    folded, offsets = fold(text)
    return folded, list(range(len(text) + 1)) if offsets is None else offsets


@settings(max_examples=200, deadline=None)
@given(documents)
@example("a &amp; b")
@example("İ")
@example("\xa0\xa0")
def test_the_way_back(text):
    folded, offsets = offsets_of(text)
    assert len(offsets) == len(folded) + 1
    assert offsets[-1] == len(text)
    assert all(a <= b for a, b in itertools.pairwise(offsets))
    assert all(0 <= offset <= len(text) for offset in offsets)


@settings(max_examples=200, deadline=None)
@given(documents)
def test_each_folded_character_comes_from_where_its_offset_says(text):
    folded, offsets = offsets_of(text)
    for character, offset in zip(folded, offsets, strict=False):
        if text[offset].isascii() and text[offset] not in "&`\"'" and character != " ":
            assert character == text[offset].lower()


@settings(max_examples=200, deadline=None)
@given(st.one_of(any_text, documents))
@example("İ")
@example("ŉ")
@example("\x85a")
@example("\x1c\x1d")
@example("&Amp;")
@example("&AMP;")
@example("&#X26;")
@example("&#38;")
@example("a\u200d b")
@example("ΑΣ ΑΣ")
@example("\u0130\u0307")
def test_the_fast_way_folds_as_the_slow_one(text):
    for line in text.splitlines():
        level = fold_level(line)
        if level is not None:
            assert len(level) == len(line)
            assert level == _fold_slowly(line)[0]


@pytest.mark.parametrize("name", SEEDS)
@pytest.mark.parametrize("shape", ALL_SHAPES, ids=lambda shape: shape.name)
def test_the_fast_way_on_the_seeds(name, shape):
    lines = shape.apply(seed_text(name)).splitlines()
    assert [fold(line)[0] for line in lines] == [_fold_slowly(line)[0] for line in lines]


def test_the_fast_way_on_all_of_unicode():
    """Each character on its own and between letters: the fast way either declines or folds as the slow one."""
    wrong = []
    for character in ASSIGNED:
        if character in "\n\r":
            continue
        for text in (f"a{character}b",) if character.isalnum() else (character, f"a{character}b"):
            level = fold_level(text)
            if level is not None and level != _fold_slowly(text)[0]:
                wrong.append((f"U+{ord(character):04X}", text, level, _fold_slowly(text)[0]))
    assert not wrong[:10]


def test_folding_twice_changes_nothing_for_any_character():
    wrong = []
    for character in ASSIGNED:
        once = fold(character)[0]
        if fold(once)[0] != once:
            wrong.append((f"U+{ord(character):04X}", once, fold(once)[0]))
    assert not wrong[:10]


def test_the_fast_way_is_taken_for_plain_text():
    """Should it decline ordinary news text, cleaning would be slow and no other test would notice."""
    assert fold("The minister said: “We don’t know…” – on Monday, in Zürich.")[1] is None
    assert fold_level(seed_text("000")) is not None
    assert fold_level(seed_text("002")) is not None
