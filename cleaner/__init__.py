r"""cleaner takes news text as it comes off the web and gives back the reporting alone.

>>> import cleaner
>>> cleaner.clean("Minister resigns\n\nThe minister resigned on Monday.\n\nWe use cookies to improve your experience.")
'Minister resigns\n\nThe minister resigned on Monday.'
"""

from collections.abc import Hashable
from functools import lru_cache
from typing import Any

from cleaner.detectors import Detector, Finding
from cleaner.detectors.patterns import RuleTimeoutWarning
from cleaner.document import Document, Span
from cleaner.engine import Cleaner
from cleaner.labels import BOILERPLATE, LABELS, REPORTING
from cleaner.result import Part, Removal, Result, replay
from cleaner.rulebook.errors import RuleError

__version__ = "0.1.0"

__all__ = [
    "BOILERPLATE",
    "LABELS",
    "REPORTING",
    "Cleaner",
    "Detector",
    "Document",
    "Finding",
    "Part",
    "Removal",
    "Result",
    "RuleError",
    "RuleTimeoutWarning",
    "Span",
    "analyze",
    "analyze_html",
    "clean",
    "clean_html",
    "replay",
]


@lru_cache(maxsize=8)
def _cached(**options: Any) -> Cleaner:
    return Cleaner(**options)


def _cleaner(options: dict[str, Any]) -> Cleaner:
    """Return a cleaner with these options.

    The last few are cached, which shows in nothing but time, as cleaners hold no state. One with rules or detectors of
    the caller's is made anew for each call, as files change and a detector may be anything.
    """
    if options.get("rules") or options.get("detectors"):
        return Cleaner(**options)
    return _cached(**{name: value if isinstance(value, Hashable) else tuple(value) for name, value in options.items()})


def analyze(
    text: str, *, url: str | None = None, language: str | None = None, page: bool | None = None, **options: Any
) -> Result:
    r"""Return what stays of ``text``, what goes, and why; options as for :class:`Cleaner`, arguments as for its ``analyze``.

    >>> result = analyze("Ferry fares rise\n\nFares rose by a tenth on Monday.\n\nShare this article")
    >>> [(removal.start, removal.end, removal.label, removal.rule) for removal in result.removals]
    [(50, 70, 'social', 'en-social-share-this')]

    Rule files are read anew at each call: with ``rules`` or ``detectors``, for many texts, make one :class:`Cleaner`.
    """
    return _cleaner(options).analyze(text, url=url, language=language, page=page)


def clean(
    text: str, *, url: str | None = None, language: str | None = None, page: bool | None = None, **options: Any
) -> str:
    """Return ``text`` without its boilerplate; options as for :class:`Cleaner`, arguments as for its ``analyze``."""
    return _cleaner(options).clean(text, url=url, language=language, page=page)


def analyze_html(
    html: str | bytes,
    *,
    url: str | None = None,
    language: str | None = None,
    timeout: float | None = None,
    charset: str | None = None,
    **options: Any,
) -> Result:
    """Extract the text of an HTML page and analyse it; options as for :class:`Cleaner`, arguments as for its ``analyze_html``."""
    return _cleaner(options).analyze_html(html, url=url, language=language, timeout=timeout, charset=charset)


def clean_html(
    html: str | bytes,
    *,
    url: str | None = None,
    language: str | None = None,
    timeout: float | None = None,
    charset: str | None = None,
    **options: Any,
) -> str:
    """Return the reporting in an HTML page as text; options as for :class:`Cleaner`, arguments as for its ``analyze_html``."""
    return _cleaner(options).clean_html(html, url=url, language=language, timeout=timeout, charset=charset)
