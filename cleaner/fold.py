"""Folds text for matching, so that spelling which does not change meaning makes no difference.

Folded text exists only to be looked at: what is kept is always a slice of the input. :func:`fold` returns the folded
string together with the way back to the input, so that no match is ever searched for a second time.

Folded away are: case; diacritics of alphabetic scripts (é→e, й→и; Vietnamese tones too, which several-word phrases
make up for); typographic quotes, dashes and ellipses; every kind of space, and runs of them; zero-width characters,
soft hyphens and bidirectional marks; compatibility forms (full-width letters, ligatures); traditional forms of Chinese
characters; candrabindu, where Hindi writes anusvara as well; HTML entities; of Markdown the addresses of links and the marks
of bold type, of HTML the tags inside paragraphs; line breaks inside a hard-wrapped paragraph together with the quoted-mail
marks that follow them. Left alone: ß (rules match it as ``ss`` as well), and the vowel signs of Indic scripts, which are
letters in all but name.
"""

import re
import unicodedata
from functools import cache

import regex

UNSPACED = regex.compile(r"[\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
"""A character of a script without spaces between words: Thai, Lao, Khmer, Chinese, Japanese."""

_QUOTES = dict.fromkeys("‘’‚‛′`´ʼʹ＇׳", "'") | dict.fromkeys("“”„‟″«»「」『』〝〞＂״", '"')
_DASHES = dict.fromkeys("‐‑‒–—―−﹣－־", "-")
_LETTERS = {"ı": "i", "ς": "σ", "ł": "l", "ø": "o", "đ": "d", "ي": "ی", "ى": "ی", "ك": "ک", "ة": "ه", "ـ": "", "ँ": "ं"}
_ELLIPSIS = {"…": "."}  # one character, so that offsets stay level; phrases match one to three dots for three
_SPECIAL = _QUOTES | _DASHES | _LETTERS | _ELLIPSIS

# Combining marks that only modify: Latin/Greek/Cyrillic diacritics, Hebrew points, Arabic vowel marks, nukta.
_MARKS = re.compile(r"[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u093c]")


DISGUISED = re.compile(r"[\xad\u200b-\u200f\u2060\ufeff\uff21-\uff5a]|&[#a-zA-Z]")
"""What stands inside words or in the place of letters: soft hyphens, zero-width characters, full-width letters, entities."""
_INVISIBLE = re.compile(r"[\xad\u200b-\u200f\u2060\ufeff]")
_COMBINING = re.compile(r"[\u1160-\u11ff\u3099\u309a]")
"""The vowels and finals of Hangul syllables that are written apart, and the voicing marks of kana."""
_SYLLABLE = r"[\u1100-\u115f][\u1160-\u11a7][\u11a8-\u11ff]?|[\u3041-\u30ff][\u3099\u309a]"
"""A syllable that is written in pieces, as some systems and file formats do (Unicode's form NFD)."""


def as_read(text: str) -> str:
    """Return text as it is read, letters as written: without invisible characters, entities decoded, full-width letters narrow."""
    import html  # few texts hold any

    return unicodedata.normalize("NFKC", _INVISIBLE.sub("", html.unescape(text)))


@cache
def simplified() -> dict[str, str]:
    """Return the simplified forms of Chinese characters by their traditional ones: two thousand that texts in use hold.

    Each group of traditional.txt is a simplified character and those that stand for it, regional forms included. The pairs
    are those of OpenCC (Apache-2.0), of characters in the first level of Big5 or of GB 2312.
    """
    from importlib.resources import files  # takes longer to import than this module, and few texts hold any

    groups = files("cleaner").joinpath("traditional.txt").read_text(encoding="utf-8").split()
    return {character: group[0] for group in groups for character in group[1:]}


def _fold_character(character: str) -> str:
    """Fold one character to none, one or several."""
    if character in _SPECIAL:
        return _SPECIAL[character]
    category = unicodedata.category(character)  # Cf: soft hyphen, zero-width characters, bidirectional marks, BOM
    if category == "Cf" or "\ufe00" <= character <= "\ufe0f":
        return ""
    if character.isspace():
        return " "
    if "\u0e00" <= character <= "\u0eff":
        return character  # Thai and Lao: decomposition would only take vowels apart
    plain = _MARKS.sub("", unicodedata.normalize("NFKD", character))
    folded = unicodedata.normalize("NFC", plain).lower()
    return "".join(_simplify(_SPECIAL.get(c, c)) for c in _COMBINING.sub("", _MARKS.sub("", folded)))


def _simplify(character: str) -> str:
    return simplified().get(character, character) if "\u3400" <= character <= "\u9fff" else character


_ENTITY = re.compile(r"&(?:#|[a-zA-Z][a-zA-Z0-9]{1,31};)")
_ADDRESS = r"\]\((?:https?:|mailto:|tel:|www\.|[/#])[^()\s]{0,500}(?:\ \"[^\"\n]{0,200}\")?\)"
_LINK = rf"\[(?=[^\[\]\n]{{1,300}}{_ADDRESS})|{_ADDRESS}"
"""The marks of a link in Markdown, which stand round its words, with its address."""
_TAG = r"</?(?:a|b|big|em|font|i|mark|small|strong|sub|sup|u)(?:\s[^<>]{0,500})?/?>"
"""A tag of HTML that parts no words."""
_MARKUP = re.compile(rf"\*\*|\]\(|{_TAG}", re.IGNORECASE)
_NOT_PLAIN = re.compile(r"[^\n\r -_a-~]+")


class _Table(dict[int, str]):
    """Folding table filled on demand; a pure function of the character, so sharing it between threads is harmless."""

    def __missing__(self, code: int) -> str:
        folded = _fold_character(chr(code))
        self[code] = folded
        return folded


_TABLE = _Table()


def fold(text: str) -> tuple[str, list[int] | None]:
    r"""Return ``text`` folded, and for each folded code point its offset in ``text`` (one more for the end).

    The offsets are None where both have the same length and correspond one to one, as in most text.

    >>> fold("Read\u00a0More…")
    ('read more.', None)
    >>> fold("R&amp;D  now")
    ('r&d now', [0, 1, 6, 7, 9, 10, 11, 12])
    """
    if "\n" not in text and "\r" not in text and (level := fold_level(text)) is not None:
        return level, None
    return _fold_slowly(text)


def fold_level(text: str) -> str | None:
    """Return ``text`` folded if that keeps every offset as it is, else None; line feeds are left alone.

    Works on whole documents at more than 100 MB/s: only the characters that occur and fold to another are replaced.
    """
    folded = text.lower()
    if len(folded) != len(text) or ("&" in text and _ENTITY.search(text)):
        return None
    if ("**" in text or "](" in text or "<" in text) and _MARKUP.search(text):
        return None
    if not folded.isascii():
        for character in "’‘“”–—…\xa0":  # nearly all that English news text holds
            if character in folded:
                folded = folded.replace(character, _TABLE[ord(character)])
    if folded.isascii():
        for character in "`\t\v\f\x1c\x1d\x1e\x1f":
            if character in folded:
                folded = folded.replace(character, _TABLE[ord(character)])
    else:
        for character in set("".join(_NOT_PLAIN.findall(folded))):
            other = _TABLE[ord(character)]
            if other != character:
                if len(other) != 1:
                    return None
                folded = folded.replace(character, other)
    return None if "  " in folded else folded


@cache
def _token() -> "regex.Pattern[str]":
    """Return the expression of what folds as one; compiled when first needed, as most text folds without."""
    return regex.compile(
        rf"(?P<markup>\*\*|{_LINK}|{_TAG})"
        rf"|(?P<syllable>{_SYLLABLE})"
        r"|(?P<entity>&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,31});)"
        r"|(?P<space>(?:\s|&nbsp;|&\#160;)+(?:(?<=[\n\r\x85\u2028\u2029][ \t]*)(?:>[ \t]?)+)?)|(?P<other>.)",
        regex.IGNORECASE | regex.DOTALL,
    )


def _fold_slowly(text: str) -> tuple[str, list[int] | None]:
    """Fold character by character, keeping offsets; one regular expression decides what is a character."""
    import html  # here and below: it takes 2 ms, and few texts need it

    pieces: list[str] = []
    offsets: list[int] = []
    for match in _token().finditer(text):
        start = match.start()
        token = match.group()
        if match.lastgroup == "markup":
            continue
        if match.lastgroup == "space":
            folded = " "
        elif match.lastgroup == "entity":
            folded = "".join(_TABLE[ord(c)] for c in html.unescape(token))
        elif match.lastgroup == "syllable":
            folded = "".join(_TABLE[ord(c)] for c in unicodedata.normalize("NFC", token))
        else:
            folded = _TABLE[ord(token)]
        if folded == " " and pieces and pieces[-1] == " ":
            continue  # an entity or a zero-width character stood between two spaces
        pieces.extend(folded)
        offsets.extend([start] * len(folded))
    offsets.append(len(text))
    return "".join(pieces), offsets


def fold_expression(expression: str) -> str:
    """Return a regular expression with its Chinese characters folded, one for one; all else means what it meant."""
    return "".join(_TABLE[ord(c)] if "\u3400" <= c <= "\u9fff" else c for c in expression)


def fold_words(text: str) -> str:
    """Return ``text`` folded and stripped, for literals and phrases of rules."""
    return fold(text)[0].strip()
