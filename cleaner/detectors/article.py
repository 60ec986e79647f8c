"""Finds the article among the lines of a page: the run of lines that is worth most, with the headline above it.

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
from cleaner.shapes import DENSE_SCRIPTS, TEASER, measure

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
HEADLINE = (16, 200)
"""Code points of a headline, at least and at most …"""
ABOVE = 25
"""… and lines above the first prose within which it stands."""
LEAD = 6
"""Lines from the first prose on whose words count twice: what a headline says, the lead says again."""
FEW_STEMS = 3
"""Words added to those of a line, lest of short lines, as of kickers, all be shared too easily."""
ALIKE, ALIKE_DENSE, RATHER_ALIKE = 0.5, 0.3, 0.25
"""Share of its words that a headline has in common with the article; less where words are not divided, as half of the pairs
of characters belong to two words, and of a line right above the best, which may be the standfirst."""
SAME = 0.6
"""Share of its words that a line has in common with the rest of the article, if it repeats it."""
APART, UNLIKELY, LENGTHY = 0.3, -0.5, -0.3
"""Added to the share for a line with blank lines above, for a sentence or a list item, and for one of LENGTHY_FROM code points."""
LENGTHY_FROM = 130

BULLETS = ("*", "+", "•", "·", "-", "–")
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
        if length >= SENTENCE and _is_closed(line):
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
    return sum(min(len(line), LONGEST) for line in stripped if len(line) >= SENTENCE and _is_closed(line))


def _is_closed(line: str) -> bool:
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
    return shared >= FEW_STEMS and shared >= SAME * len(stems)


def stems_of(line: str) -> set[str]:
    """Return the beginnings of the longer words of a line in small letters, by which words are compared.

    >>> sorted(stems_of("the council closes the fish market"))
    ['close', 'counc', 'fish', 'marke']
    """
    return {match[1] or match[0] for match in _STEM.finditer(line)}


def headline_above(text: str, lines: Sequence[Bounds], first: int, last: int) -> Bounds:
    """Return the bounds of the headline among the lines above the first prose: the line most like one, with one above it.

    They are ``first`` twice if no line is like one.

    A headline says what the article says, and what its lead says above all; so do the standfirst and the captions below
    it, but at greater length and in sentences. Where the article has other words, what stands between them counts too.
    """
    above = {i: text[slice(*lines[i])].strip() for i in range(max(0, first - ABOVE), first)}
    above = {i: line for i, line in above.items() if HEADLINE[0] <= measure(line) <= HEADLINE[1]}
    if not above:
        return first, first
    stems = {i: stems_of(line.lower()) for i, line in above.items()}
    end = lines[last - 1][1]
    article = text[lines[first][0] : end].lower()
    lead = text[lines[first][0] : lines[min(first + LEAD, last) - 1][1]].lower()
    has_gaps = "\n\n" in text[: lines[first][0]]

    def is_apart(i: int) -> bool:
        return i == 0 or not has_gaps or text.count("\n", lines[i - 1][1], lines[i][0]) > 1

    def worth(i: int, said: str, alike: float) -> float | None:
        shared = sum(stem in said for stem in stems[i])
        if shared < 2 or shared < alike * len(stems[i]):
            return None
        share = (shared + sum(stem in lead for stem in stems[i])) / (len(stems[i]) + FEW_STEMS)
        return share + APART * is_apart(i) + LENGTHY * (measure(above[i]) >= LENGTHY_FROM) + UNLIKELY * (i in unlikely)

    bullets = () if text[slice(*lines[first])].strip().startswith(BULLETS) else BULLETS  # unless every line has one
    unlikely = {i for i, line in above.items() if line.startswith(bullets) or _is_closed(line)}
    alike = {i: ALIKE_DENSE if DENSE_SCRIPTS.search(line) else ALIKE for i, line in above.items()}
    worths = [(value, i) for i in above if (value := worth(i, article, alike[i])) is not None]
    if not worths:
        likely = above.keys() - unlikely
        worths = [(v, i) for i in likely if (v := worth(i, text[lines[i][1] : end].lower(), RATHER_ALIKE)) is not None]
    if not worths:
        # A text that begins so is what was left of a page before: pages begin otherwise.
        is_left = first <= ABOVE and 0 in above and 0 not in unlikely and measure(above[0]) >= TEASER
        return (0, 1) if is_left else (first, first)
    index = max(worths)[1]  # of two alike the lower: above is a breadcrumb
    upper = index - 1
    if upper in above and upper not in unlikely and is_apart(upper) and measure(above[upper]) < LENGTHY_FROM:
        below = text[lines[upper][1] : end].lower()
        shared = sum(stem in below for stem in stems[upper])
        if shared and shared >= RATHER_ALIKE * len(stems[upper]):
            return upper, index + 1
    return index, index + 1
