"""What a block looks like, whatever its words: prose, a stub, the lines of a table. Pure functions of spans."""

import re
from collections.abc import Container, Sequence

import regex  # for large classes of characters, which it compiles a hundred times as quickly

from cleaner.document import Span
from cleaner.punctuation import CLOSERS, ENDS, FULL_STOPS, QUESTION

PROSE_LENGTH = 80
"""Code points from which one closed sentence counts as prose; teaser headlines stay below with few exceptions."""
STUB_LENGTH = 160
"""Code points up to which an open line (no full stop) may be a teaser, a button or a list item."""
TEASER = 25
"""Code points from which a line reads as a headline; names, terms and the fields of a table are shorter."""
NEXT_LINE = 30
"""How much either end of a sentence says at least that may be another line, in a text whose line breaks are lost."""

_CLOSED = re.compile(rf"[{ENDS}:;][{CLOSERS}\s]*$")
_FULL_STOP = re.compile(rf"[{FULL_STOPS}…][{CLOSERS}\s]*(?:\([^()]{{1,8}}\))?$")
_QUESTION = re.compile(QUESTION)
ARTICLE = 2
"""Letters up to which a word that needs no capital is known by its length: "Le", "Il", "De", "O"."""
_CAPITAL = regex.compile(r"(?<=[\p{Ll}\p{Nd})\]»”\"'’] )\p{Lu}\p{L}*+(?= )")
"""Where one line may have followed another whose break is lost: a capital after a word or what closes one."""
_AFTER = r" (?<=[\p{L}\p{M}\p{Nd})\]»”\"'’%+] )"
_BEGINNING = regex.compile(rf"{_AFTER}(?!\d{{4}}\b)(?=[\"“„«‘'(]?[\p{{Lu}}\p{{Nd}}©•|+])| (?<=[|•·] )(?=\S)")
"""Where a line may begin in a script with capitals: at one, at a number that is no year, at a sign."""
_WORD = regex.compile(rf"{_AFTER}(?=[\p{{L}}\p{{Nd}}©•|+#])| (?<=[|•·] )(?=\S)")
"""The same in a script without."""
_FULL_STOP_AFTER_WORD = re.compile(rf"[^\W\d_][{FULL_STOPS}][{CLOSERS}\s]*$")

DENSE_SCRIPTS = regex.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
DENSE = 2
"""Times that a Chinese, Japanese or Korean character counts: it says about as much as two letters."""


def measure(folded: str) -> int:
    """Return how much a text says: its code points, characters that are syllables or words counted DENSE times.

    >>> measure("read more"), measure("阅读更多")
    (9, 8)
    """
    return len(folded) if folded.isascii() else len(folded) + (DENSE - 1) * len(DENSE_SCRIPTS.findall(folded))


def is_closed(span: Span) -> bool:
    """Tell whether the span ends as sentences do."""
    return _CLOSED.search(span.folded[-12:]) is not None


def first_sentence(blocks: Sequence[Span], known: Container[int]) -> int | None:
    """Return the index of the first block, of those not ``known``, that ends as sentences do; the headline is above it."""
    return next((index for index, block in enumerate(blocks) if index not in known and is_closed(block)), None)


def is_prose(span: Span) -> bool:
    """Tell whether the span reads as running text: a closed sentence of some length, or several sentences."""
    return is_closed(span) and (
        measure(span.folded) >= PROSE_LENGTH or (len(span.sentences) > 1 and measure(span.folded) >= PROSE_LENGTH // 2)
    )


def ends_in_question(folded: str) -> bool:
    """Tell whether folded text ends with a question mark; that of Greek is a semicolon.

    >>> ends_in_question("why?"), ends_in_question("γιατι;"), ends_in_question("note;")
    (True, True, False)
    """
    return _QUESTION.search(folded) is not None


def has_full_stop(span: Span) -> bool:
    """Tell whether a full stop closes the span, as it closes a statement but no question and no call."""
    return _FULL_STOP.search(span.folded[-12:]) is not None


def has_full_stop_after_word(span: Span) -> bool:
    """Tell whether a single full stop right after a letter closes the span: neither dots, nor a number's, nor before a credit.

    Stricter than :func:`has_full_stop`, as teasers and buttons do end with dots ("Read more ...") and numbers ("Page 2.").
    """
    return _FULL_STOP_AFTER_WORD.search(span.text) is not None


def is_stub(span: Span) -> bool:
    """Tell whether the span may be a teaser, a button or a list item: short, and not closed by a full stop."""
    return measure(span.folded) <= STUB_LENGTH and not has_full_stop(span)


def begins_small(span: Span) -> bool:
    """Tell whether the words of the span begin with a small letter; there may be none, as in a line of marks alone."""
    return span.text[span.inner - span.start :][:1].islower()


def beginnings(span: Span, is_cased: bool) -> list[int]:
    """Return where inside a sentence another line could begin at all, if breaks are lost."""
    pattern = _BEGINNING if is_cased else _WORD
    return [span.start + match.end() for match in pattern.finditer(span.text, span.inner - span.start + 1)]


def lost_lines(span: Span, *small: Container[str], article: int = ARTICLE) -> list[int]:
    """Return where in a sentence another line may begin whose break is lost: at capitals of words that are written ``small``.

    Words of up to ``article`` letters need not be among those.
    """
    return [
        span.start + match.start()
        for match in _CAPITAL.finditer(span.text)
        if (len(match.group()) <= article or any(match.group().lower() in words for words in small))
        and span.end - span.start - match.start() >= TEASER
    ]
