"""Finds the article among the lines of a page: the run of lines that is worth most.

Each line is worth something: prose its length, other lines less than nothing if they are short.

Numbers without a source were chosen on one half of the sites of labelled pages and checked on the other: round values
from ranges in which the scores hardly change.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence

import regex

from cleaner.lines import Bounds
from cleaner.punctuation import CLOSERS, ENDS
from cleaner.shapes import DENSE_SCRIPTS, measure

PROSE = 60
"""Code points from which a closed line counts as prose; sentences of dialogues lie in between."""
SENTENCE = 15
"""Code points from which a closed line may be a short sentence: little evidence for an article, but none against it."""
SPOKEN = 5
"""Worth of such a sentence."""
LABEL = 40
"""Code points below which an open line is a loss, by as many as it lacks: menus and buttons are shorter, items of lists longer."""
LONGEST = 1000
"""Code points of one line that count."""

BLURB = 200
"""Code points below which a paragraph may be the blurb of a teaser."""
ALONE = 0.2
"""Share that such a paragraph counts with no other prose within NEAR lines."""
NEAR = 2
INDENTED = 0.5
"""Share that prose counts which is indented this much deeper than most, by DEEPER columns: a box beside the article."""
DEEPER = 4
REPEATED = 0.3
"""Share that a paragraph counts that occurs twice on the page, or mentions cookies, which most languages call so."""
UNCLOSED = 0.2
"""Share that a line as long as a paragraph counts that no full stop closes; a menu counts nothing."""
JOINED = 60
"""Code points in a long line to one place where a capital follows a small letter, at least, if it is of words run together."""
RIVAL = 0.6
"""Share of the best run's worth from which another run may be the rest of the article, and is kept."""
FEWEST_SAME = 3
"""Words that must recur, and …"""
SAME = 0.6
"""… share of its words that a line has in common with the rest of the article, if it repeats it."""
_LAST = frozenset(ENDS + ":" + CLOSERS)
_CLOSED = re.compile(rf"(?:(?<!\.)\.|[{ENDS}:](?<![.…]))[{CLOSERS}]*$")  # not by an ellipsis: it ends teasers cut short
_PAUSE = re.compile(r"[.,;:!?]\s|[。！？؟।۔、，،]")
_JOINT = regex.compile(r"\p{Ll}\p{Lu}")
_OMITTED = ("..", "…", "...]", "…]")
# The beginning of a word, whose end changes in most languages; two characters where words are not divided.
_STEM = regex.compile(
    r"(?<![^\W\d_])(?![\u3040-\u30ff\u3400-\u9fff])[^\W\d_]{4,5}|(?=([\u3040-\u30ff\u3400-\u9fff]{2}))"
)


def line_values(text: str, lines: Sequence[Bounds]) -> list[float]:
    """Return what each line would add to an article: prose its length, short lines less than nothing."""
    length_of = measure if DENSE_SCRIPTS.search(text) else len
    values: list[float] = []
    prose: dict[int, str] = {}
    for start, end in lines:
        line = text[start:end].strip()
        length = length_of(line)
        if length >= SENTENCE and is_closed_line(line):
            if length >= PROSE:
                prose[len(values)] = line
                values.append(min(length, LONGEST))
            else:
                values.append(SPOKEN)
        elif length < BLURB or line.endswith(_OMITTED):
            values.append(min(0, length - LABEL))
        else:
            values.append(0.0 if is_menu(line) else min(length, LONGEST) * UNCLOSED)
    _discount(text, lines, prose, values)
    return values


def prose_length(text: str, lines: Sequence[Bounds]) -> int:
    """Return how many code points of lines are in closed ones, short sentences among them."""
    stripped = (text[start:end].strip() for start, end in lines)
    return sum(min(len(line), LONGEST) for line in stripped if len(line) >= SENTENCE and is_closed_line(line))


def is_closed_line(line: str) -> bool:
    """Tell whether a line without spaces around it ends as sentences do, and not by an ellipsis; it must not be empty."""
    return line[-1] in _LAST and _CLOSED.search(line[-8:]) is not None


def _discount(text: str, lines: Sequence[Bounds], prose: dict[int, str], values: list[float]) -> None:
    """Lower the worth of prose that stands apart: alone, indented, repeated, or about cookies."""
    indents = {i: text.index(line[0], *lines[i]) - lines[i][0] for i, line in prose.items()}
    usual = Counter[int]()
    for i, indent in indents.items():
        usual[indent] += int(values[i])
    column = max(usual, key=lambda indent: (usual[indent], -indent), default=0)
    times = Counter(prose.values())
    for i, line in prose.items():
        if values[i] < BLURB and not any(j in prose for j in (*range(i - NEAR, i), *range(i + 1, i + NEAR + 1))):
            values[i] *= ALONE
        if indents[i] >= column + DEEPER:
            values[i] *= INDENTED
        if times[line] > 1 or "cookie" in line.lower():
            values[i] *= REPEATED


def is_menu(line: str) -> bool:
    """Tell whether a long line is all that a box offers, or a cloud of tags: words without a pause, or run together."""
    return not _PAUSE.search(line) or len(_JOINT.findall(line)) > len(line) / JOINED


def best_run(values: Sequence[float]) -> Bounds:
    """Return the bounds of the run of lines that is worth most, and of one before and after it that is worth nearly as much."""
    first, last = maximum_subarray(values)
    enough = RIVAL * sum(values[first:last])
    start, end = maximum_subarray(values[:first])
    if sum(values[start:end]) >= enough:
        first = start
    start, end = maximum_subarray(values[last:])
    if sum(values[last:][start:end]) >= enough:
        last += end
    return first, last


def maximum_subarray(values: Sequence[float]) -> Bounds:
    """Return the bounds of the run with the greatest sum (Kadane's algorithm); of equal ones the first.

    >>> maximum_subarray([-1, 3, -1, 2, -5, 3])
    (1, 4)
    """
    best, bounds, total, start = 0.0, (0, 0), 0.0, 0
    for index, number in enumerate(values):
        if total <= 0:
            total, start = 0.0, index
        total += number
        if total > best:
            best, bounds = total, (start, index + 1)
    return bounds


def says_the_same(line: str, times: Mapping[str, int]) -> bool:
    """Tell whether most words of a line as long as a sentence recur in the article it is part of, as those of a standfirst.

    ``times`` says how many lines of the article, this one among them, hold each stem.
    """
    line = line.strip()
    if measure(line) < PROSE:
        return False
    stems = stems_of(line.lower())
    shared = sum(times[stem] > 1 for stem in stems)
    return shared >= FEWEST_SAME and shared >= SAME * len(stems)


def stems_of(line: str) -> set[str]:
    """Return the beginnings of the longer words of a line in small letters, by which words are compared.

    >>> sorted(stems_of("the council closes the fish market"))
    ['close', 'counc', 'fish', 'marke']
    """
    return {match[1] or match[0] for match in _STEM.finditer(line)}
