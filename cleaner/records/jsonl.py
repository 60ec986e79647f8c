"""JSON Lines: an object a line. Only the value of the text field is replaced; every other byte stays as it is."""

from __future__ import annotations

import json
import re
from typing import Any

from cleaner.records.formats import Appended, Chunk, DamageError, missing
from cleaner.records.work import ANNOTATIONS, Fields, Options, Outcome, RecordError, kind
from cleaner.storage import describe

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from cleaner.records.work import Desk
    from cleaner.storage import Input

BOM = b"\xef\xbb\xbf"
_SPACE = re.compile(r"[ \t\r\n]*")
_DECODER = json.JSONDecoder(strict=False)  # control characters in texts are passed on, not judged


class JsonLines(Appended):
    """Reads chunks of whole lines. Blank lines are passed on and are not records."""

    unit = "line"

    def chunks(self, source: Input) -> Iterator[Chunk]:
        """Yield chunks of about CHUNK bytes that end where a line does."""
        first = 1
        try:
            while payload := source.lines(self.size):
                yield Chunk(payload, first, source.position())
                first += payload.count(b"\n")
        except Exception as error:  # of any compression or storage
            raise DamageError(f"line {first}: {describe(error)}") from error

    def work(self, payload: bytes, first: int, desk: Desk) -> list[bytes]:
        """Return the lines as they are written."""
        lines = payload.split(b"\n")
        ends = [b"\n"] * (len(lines) - 1) + [b""]
        del payload
        pieces: list[bytes] = []
        for number, (line, end) in enumerate(zip(lines, ends, strict=True), first):
            lines[number - first] = b""  # a line may be very long: nothing holds it any longer than needed
            rendered = desk.render([_Line(line, number, desk.options)]) if line.strip() else [line]
            pieces += [*rendered, end] if rendered else []
        return pieces


class _Line:
    """One line with the places of its members."""

    file: str | None = None

    def __init__(self, line: bytes, place: int, options: Options) -> None:
        self.place = place
        self._line = line
        self._options = options
        self._text = ""
        self._members: dict[str, tuple[int, int, Any]] = {}
        self._close = 0

    def read(self) -> Fields:
        try:
            self._text = self._line.removeprefix(BOM).decode("utf-8")
        except UnicodeDecodeError as error:
            raise RecordError(f"not valid UTF-8 at byte {error.start + 1}") from error
        try:
            self._members, self._close = members(self._text)
        except RecursionError as error:
            raise RecordError("not read: nested too deeply") from error
        found = {name: member[2] for name, member in self._members.items()}
        known = Fields(id=found.get(self._options.id or ""))
        if self._options.annotate and (taken := [name for name in ANNOTATIONS if name in found]):
            raise RecordError(f"has a field {taken[0]!r} already, which --annotate would write")
        for attribute, name in (("url", self._options.url), ("html", self._options.html)):
            if name:
                setattr(known, attribute, _get(found, name))
        if not self._options.html:
            known.text = _get(found, self._options.text)
        return known

    def render(self, outcome: Outcome) -> bytes:
        text, options = self._text, self._options
        if not self._members and not self._close:  # not an object: nothing can be added
            return self._line
        changes: list[tuple[int, int, str]] = []
        new = outcome.annotations(options) if options.annotate else {}
        if outcome.text is not None:
            if (member := self._members.get(options.text)) is None:
                new = {options.text: outcome.text, **new}
            elif member[2] != outcome.text:
                changes.append((member[0], member[1], _dump(outcome.text, text)))
        wide = not self._members or '": ' in text
        comma, colon = (", ", ": ") if wide else (",", ":")
        added = "".join(f"{comma}{_dump(key, text)}{colon}{_dump(value, text)}" for key, value in new.items())
        if not changes and not added:
            return self._line
        end = len(text[: self._close].rstrip(" \t\r\n"))
        changes.append((end, end, added if self._members else added.removeprefix(comma)))
        pieces, position = [], 0
        for start, stop, value in changes:
            pieces += [text[position:start], value]
            position = stop
        head = BOM if self._line.startswith(BOM) else b""
        return head + "".join([*pieces, text[position:]]).encode("utf-8")


def _get(found: dict[str, Any], name: str) -> Any:
    if name not in found:
        raise RecordError(missing(name, found))
    return found[name]


def _dump(value: Any, line: str) -> str:
    """Return JSON in the manner of ``line``: letters of other scripts as they are, unless it escapes them."""
    dumped = json.dumps(value, ensure_ascii=False)
    try:
        dumped.encode("utf-8")
    except UnicodeEncodeError:  # half a surrogate pair can only be written as an escape
        return json.dumps(value)
    return json.dumps(value) if line.isascii() else dumped


def members(text: str) -> tuple[dict[str, tuple[int, int, Any]], int]:
    """Return (start, end, value) of each member of the object in ``text``, by name, and the position of its last brace.

    If a name occurs twice the last one counts, as for every reader. Raises RecordError if ``text`` is not an object.

    >>> members('{"a": 1.50}')
    ({'a': (6, 10, 1.5)}, 10)
    """
    found: dict[str, tuple[int, int, Any]] = {}
    at = _skip(text, 0)
    if not text.startswith("{", at):
        raise RecordError(f"is {_what(text, at)}: expected a JSON object")
    at = _skip(text, at + 1)
    while not text.startswith("}", at) or found:
        key, at = _value(text, at)
        if not isinstance(key, str) or not text.startswith(":", at := _skip(text, at)):
            raise RecordError(f"not valid JSON: expected a name and a colon at column {at + 1}")
        start = _skip(text, at + 1)
        value, stop = _value(text, start)
        found[key] = (start, stop, value)
        at = _skip(text, stop)
        if text.startswith("}", at):
            break
        if not text.startswith(",", at):
            raise RecordError(f"not valid JSON: expected a comma or a brace at column {at + 1}")
        at = _skip(text, at + 1)
    if (end := _skip(text, at + 1)) < len(text):
        raise RecordError(f"not valid JSON: something follows the object at column {end + 1}")
    return found, at


def _skip(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at


def _value(text: str, at: int) -> tuple[Any, int]:
    try:
        return _DECODER.raw_decode(text, at)
    except ValueError as error:
        reason = getattr(error, "msg", str(error))
        raise RecordError(f"not valid JSON: {reason} at column {getattr(error, 'pos', at) + 1}") from error


def _what(text: str, at: int) -> str:
    try:
        return kind(_value(text, at)[0])
    except RecordError:
        return "not valid JSON"
