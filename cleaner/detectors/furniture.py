"""Tells what stands round the article of a page: many short lines, the marks of sites among them, laid out in boxes."""

from collections import Counter
from collections.abc import Sequence

from cleaner.lines import Bounds

FEWEST_LINES = 25
"""Short lines around its prose that a text must have to be a page: no extracted article of the test documents has as many."""
SHORT = 100
"""Code points of a line in which marks of sites count."""
FEWEST_LEVELS, FEWEST_INDENTED, FEWEST_ALIKE = 3, 12, 2
"""Depths of indentation, indented lines, and lines at each depth, that only the layout of a page has around prose."""
_MARKS = (
    ("©", "copyright"),
    ("cookie", "privacy"),
    ("facebook", "twitter", "instagram", "youtube", "linkedin", "whatsapp", "telegram", "pinterest", "tiktok"),
    ("newsletter", "e-mail", "email", "podcast", " rss\n"),
    ("log in", "log-in", "login", "sign in"),
    ("sitemap", " menu\n", " home\n", " top\n", " faq\n", " app\n"),
    ("online", "video", "blog", "shop", "javascript"),
)
"""Kinds of marks that stand on the sites of most languages as they are; short words only as lines of their own."""


def has_furniture(text: str, lines: Sequence[Bounds], marks: int) -> bool:
    """Tell whether many of the lines are short and hold at least so many kinds of marks of sites."""
    short = short_lines(text, lines)
    return len(short) >= FEWEST_LINES and kinds_of_marks(short) >= marks


def is_laid_out(text: str, lines: Sequence[Bounds], marks: int = 1) -> bool:
    """Tell whether the lines stand at several depths, as boxes and nested menus of a page are printed, and hold marks of sites."""
    depths = Counter(e - s - len(text[s:e].lstrip(" ")) for s, e in lines if text[s] == " ")
    if depths.total() < FEWEST_INDENTED or sum(n >= FEWEST_ALIKE for n in depths.values()) < FEWEST_LEVELS:
        return False
    return kinds_of_marks(short_lines(text, lines)) >= marks


def short_lines(text: str, lines: Sequence[Bounds]) -> list[str]:
    """Return the short ones of the lines, without bullets."""
    return [text[s:e].strip(" *+-•") for s, e in lines if e - s <= SHORT]


def kinds_of_marks(lines: Sequence[str]) -> int:
    """Return how many kinds of marks of sites short lines hold."""
    joined = " " + "\n ".join(lines).lower() + "\n"
    return sum(any(mark in joined for mark in kind) for kind in _MARKS)
