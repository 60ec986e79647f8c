"""What a worker does: takes the text out of each record of a chunk, cleans it, counts, and has the record rendered."""

from __future__ import annotations

import time
from contextlib import AbstractContextManager, nullcontext
from typing import Any, NamedTuple, Protocol

from cleaner.defaults import ERRORS, TEXT_FIELD
from cleaner.errors import FileError
from cleaner.records.summary import Summary
from cleaner.result import spans

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, MutableSequence, Sequence

    from cleaner import Cleaner, Removal, Result


class Options(NamedTuple):
    """What is done with every record.

    ``text``, ``html``, ``url``, ``id`` are names of fields. With ``html`` the text is extracted from that field and written
    to ``text``, which need not exist; without it ``text`` is cleaned in place. ``url`` is handed to the cleaner, ``id`` is
    named in failures.
    ``annotate``: ``beside`` adds ANNOTATIONS to the cleaned text, ``instead`` leaves the text as it was.
    ``errors``: a record that fails is kept as it was (``keep``), left out (``skip``), or ends the run (``stop``).
    ``analyze``: further arguments of :meth:`cleaner.Cleaner.analyze`; ``page``: the one that HTML does not take.
    """

    text: str = TEXT_FIELD
    html: str | None = None
    url: str | None = None
    id: str | None = None
    annotate: str | None = None
    errors: str = ERRORS[0]
    fingerprint: str = ""
    encoding: str = "utf-8"  # of CSV
    analyze: dict[str, Any] = {}  # noqa: RUF012 - never changed
    page: bool | None = None

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that are read, the text first."""
        return tuple(dict.fromkeys(name for name in (self.text, self.html, self.url, self.id) if name))


ANNOTATIONS = ("removals", "removed", "fingerprint", "error")
"""Fields that ``annotate`` adds: a list of (start, end, label, rule), the code points removed, the cleaner's
fingerprint, and what went wrong. The first two are null for a record without text, the last for one that did not fail."""


class RecordError(ValueError):
    """A record that cannot be cleaned; the message says what was found and what was expected."""


class Fields:
    """What a record holds: ``text`` (None for null), or ``html`` in its place, with the ``charset`` that a server named."""

    __slots__ = ("charset", "html", "id", "text", "url")

    def __init__(
        self,
        text: Any = None,
        html: Any = None,
        url: Any = None,
        id: Any = None,  # noqa: A002
        charset: str | None = None,
    ) -> None:
        self.text = text
        self.html = html
        self.url = url
        self.id = id
        self.charset = charset


class Outcome(NamedTuple):
    """What became of a record; ``text`` is None where the field stays as it is, ``result`` where nothing was cleaned."""

    text: str | None = None
    removals: Sequence[Removal] | None = None
    error: str | None = None
    result: Result | None = None

    def annotations(self, options: Options) -> dict[str, Any]:
        """Return the values of ANNOTATIONS."""
        removals = removed = None
        if self.removals is not None:
            removals = spans(self.removals)
            removed = sum(r.end - r.start for r in self.removals)
        return dict(zip(ANNOTATIONS, (removals, removed, options.fingerprint, self.error), strict=True))


class Record(Protocol):
    """One record of a format; ``file`` is its name if it is a file of its own."""

    place: int
    file: str | None

    def read(self) -> Fields:
        """Return what it holds; raise RecordError if it is not what the format says."""

    def render(self, outcome: Outcome) -> Any:
        """Return the record as it is written: as it was, but for the text and what is added."""


_UNLIMITED = nullcontext()
ALL = -1
"""Stands for every record of a chunk, where no single one is known to have failed."""


class Desk:
    """Where one worker cleans: the cleaner, the options, and a clock that the parent reads.

    ``clock`` holds which record of the chunk is being cleaned, and since when (``time.monotonic``; 0: none). ``limit`` is the
    context in which each record is cleaned, if nobody reads the clock.
    """

    def __init__(
        self,
        cleaner: Cleaner,
        options: Options,
        clock: MutableSequence[float],
        limit: AbstractContextManager[None] = _UNLIMITED,
    ) -> None:
        self.cleaner = cleaner
        self.options = options
        self._clock = clock
        self._limit = limit
        self._failed: dict[int, str] = {}
        self._count = 0
        self.summary = Summary()

    def begin(self, failed: dict[int, str]) -> None:
        """Start on a chunk; ``failed`` says which of its records must not be tried again, and why."""
        self._failed = failed
        self._count = 0
        self.summary = Summary()

    def render(self, records: Iterable[Record]) -> list[Any]:
        """Clean every record and return them as they are written; those that are skipped are missing."""
        return [rendered for record in records if (rendered := self._one(record)) is not None]

    def _one(self, record: Record) -> Any:
        number, self._count = self._count, self._count + 1
        self._clock[0] = number
        self._clock[1] = time.monotonic()
        known = Fields()
        try:
            if reason := self._failed.get(number) or self._failed.get(ALL):
                raise RecordError(reason)
            known = record.read()
            with self._limit:
                source, result = self._analyze(known)
            outcome = self._outcome(source, result, known.html is not None)
            rendered = record.render(outcome)
            self.summary.add(source, result)
            if record.file and result and result.note:
                self.summary.notes.append(f"{record.file}: {result.note}")
        except Exception as error:
            file, problem = record.file, f"{type(error).__name__}: {error}"
            if isinstance(error, FileError):
                file, problem = error.name, error.problem
            elif isinstance(error, RecordError):
                problem = str(error)
            outcome = Outcome(removals=(), error=" ".join(problem.split()))
            self.summary.fail(record.place, outcome.error or "", known.id, file)
            rendered = None if self.options.errors == "skip" else record.render(outcome)
        finally:
            self._clock[1] = 0.0
        return rendered

    def _analyze(self, known: Fields) -> tuple[str | None, Result | None]:
        """Return the text that was cleaned and the result; neither for null."""
        url = known.url
        if url is not None and not isinstance(url, str):
            raise RecordError(f"field {self.options.url!r} is {kind(url)}: expected an address as text")
        if known.html is not None:
            if not isinstance(known.html, str | bytes):
                raise RecordError(f"field {self.options.html!r} is {kind(known.html)}: expected HTML as text")
            result = self.cleaner.analyze_html(known.html, url=url, charset=known.charset, **self.options.analyze)
            if result.note and not result.source and known.html.strip():
                raise RecordError(result.note)  # a page that cannot be read is no page without text
            return result.source, result
        if known.text is None:
            return None, None
        if not isinstance(known.text, str):
            raise RecordError(f"field {self.options.text!r} is {kind(known.text)}: expected a text")
        return known.text, self.cleaner.analyze(known.text, url=url, page=self.options.page, **self.options.analyze)

    def _outcome(self, source: str | None, result: Result | None, is_extracted: bool) -> Outcome:
        if source is None or result is None:
            return Outcome()
        if self.options.annotate == "instead":
            return Outcome(source if is_extracted else None, result.removals, result=result)
        return Outcome(result.text, result.removals, result=result)


def kind(value: Any) -> str:
    """Return what a value is, in the words of JSON.

    >>> kind(3.5), kind(True), kind(None), kind({})
    ('a number', 'true or false', 'null', 'an object')
    """
    if value is None:
        return "null"
    names = {
        bool: "true or false",
        int: "a number",
        float: "a number",
        str: "a text",
        list: "a list",
        dict: "an object",
    }
    return names.get(type(value), type(value).__name__)
