"""Finds where sentences begin and end: by punctuation, by what stands beside it, and by common abbreviations."""

import re
from collections.abc import Iterator

from cleaner.fold import DISGUISED, as_read
from cleaner.punctuation import CLOSERS, GREEK_QUESTION, SPACED_ENDS, WIDE_ENDS

# The end of a sentence: a terminator with what closes after it, then a space (none in Chinese and Japanese), then the
# beginning of another: a capital, a letter without case, a digit, or what opens one.
_CLOSERS = rf"(?:[{CLOSERS}]|&(?:quot|rdquo|rsquo|raquo|#8217|#8221|#x201[9d]);)*+"
_SENTENCE_END = re.compile(
    rf"(?P<stop>(?<![{SPACED_ENDS}])[{SPACED_ENDS}]++|{GREEK_QUESTION}|&hellip;){_CLOSERS}(?P<gap>(?:\s|&nbsp;|&\#160;)++)(?=[^\s,;:.!?)\]}}%/])"
    rf"|(?P<cjk>(?<![{WIDE_ENDS}])[{WIDE_ENDS}]++){_CLOSERS}\s*+(?=\S)"
)
_TERMINATOR = re.compile(rf"[{SPACED_ENDS}]++|[{WIDE_ENDS}]++|[&;\u037e]")
"""Where a match of _SENTENCE_END may begin; quicker to find, as all of them are single characters."""
_INNER_END = re.compile(rf"[{SPACED_ENDS});\u037e][{CLOSERS}]*(?:\s|&)|[{WIDE_ENDS}&]")
"""What occurs inside every text of more than one sentence."""
_BRACKETED = re.compile(r"\([^()\n]{2,60}\)\s+(?=[^\W_]|[\"'“‘«(])")
"""A sentence in brackets, as the credit of an agency before the first sentence."""
_ABBREVIATIONS = (
    "mr mrs ms dr st jr sr no vs prof gen sen rep gov col sgt capt lt rev hon inc ltd co corp dept est approx fig vol "
    "jan feb mar apr jun jul aug sep sept oct nov dec "
    "bzw ca dipl evtl ggf inkl nr resp str tel vgl dhr drs mevr tlf "  # German, Dutch, Scandinavian
    "dott ing janv févr juil mlle mme núm ott pág sett sra srta "  # Romance
    "fot godz mgr mudr např oprac tzn tzv tzw tłum zdj гг им млн млрд ред руб стр тел тыс ул"  # Slavic
)
_ABBREVIATION = re.compile(
    rf"(?<![^\s(\"'“‘-])(?<![\u05d0-\u05ea][\"'])(?:[^\W\d_]|(?:[^\W\d_]\.)+[^\W\d_]|{_ABBREVIATIONS.replace(' ', '|')})$",
    re.IGNORECASE,
)
"""An initial, or an abbreviation with or without full stops inside, right before the last of them; no Hebrew acronym."""
ABBREVIATED = 24
"""Code points before a full stop in which an abbreviation is looked for, hidden characters and entities included."""
_DAY = re.compile(r"(?<!\d)\d{1,2}$")
_MONTH = re.compile(
    r"(?:Jan(?:uar)?|Jänner|Feb(?:ruar)?|März|Apr(?:il)?|Mai|Juni?|Juli?|Aug(?:ust)?|Sep(?:tember)?|Okt(?:ober)?|Nov(?:ember)?|Dez(?:ember)?)\b"
)
_WORD = re.compile(r"[^\W_]")


def is_plainly_one_sentence(text: str, start: int, end: int) -> bool:
    """Tell whether nothing inside ``text[start:end]`` could end a sentence; quicker than to look for sentences."""
    return _INNER_END.search(text, start, end - 1) is None


def sentence_bounds(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of each sentence of ``text[start:end]``, without the spaces between them.

    Too many sentences do no harm, too few hide a prompt behind the paragraph it is glued to; so in doubt this splits,
    except after initials and the commonest abbreviations.
    """
    begin, position = start, start
    while True:
        if (
            text.startswith("(", begin)
            and position == begin
            and (closed := _BRACKETED.match(text, begin, end))
            and not text[closed.end()].islower()
        ):
            yield begin, begin + len(closed.group().rstrip())
            begin = position = closed.end()
            continue
        match = _sentence_end(text, position, end)
        if match is None:
            break
        position = match.end()
        if match["gap"] and text[position].islower():
            continue
        stop = match.start("gap") if match["gap"] else match.end()
        if match["stop"] == "." and _is_abbreviation(text, begin, match.start(), position):
            continue
        if _WORD.search(text, begin, stop):
            yield begin, begin + len(text[begin:stop].rstrip())
            begin = position
    if begin < end and text[begin:end].strip():
        yield begin, begin + len(text[begin:end].rstrip())


def _sentence_end(text: str, position: int, end: int) -> "re.Match[str] | None":
    """Return the first match of _SENTENCE_END from ``position`` on."""
    while terminator := _TERMINATOR.search(text, position, end):
        if match := _SENTENCE_END.match(text, terminator.start(), end):
            return match
        position = terminator.end()
    return None


def _is_abbreviation(text: str, begin: int, stop: int, position: int) -> bool:
    """Tell whether the full stop at ``stop`` belongs to an abbreviation or to the day of a German date ("3. Mai")."""
    before = text[max(begin, stop - ABBREVIATED) : stop]
    if _ABBREVIATION.search(before) or (DISGUISED.search(before) and _ABBREVIATION.search(as_read(before))):
        return True
    return bool(_MONTH.match(text, position) and _DAY.search(text, max(begin, stop - 3), stop))
