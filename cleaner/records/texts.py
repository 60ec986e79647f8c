"""Files that hold one text each: workers read, clean and write them; what is printed of them comes back in order."""

from __future__ import annotations

import marshal
import os
from contextlib import AbstractContextManager, nullcontext
from typing import IO, Any, NamedTuple

from cleaner.decoding import Text, check_text, decode, is_html
from cleaner.errors import FileError
from cleaner.files import Source, replace, write
from cleaner.names import is_in_memory, is_remote, split_name
from cleaner.records.formats import CHUNK, Appended, Chunk
from cleaner.records.item import Item, changed
from cleaner.records.target import Target
from cleaner.records.work import Fields, Outcome
from cleaner.storage import size_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cleaner.records.formats import Format
    from cleaner.records.work import Desk, Options
    from cleaner.render import Style

FILES = 16
"""Files of a chunk at most."""


class Job(NamedTuple):
    """What is done with every text besides cleaning it: how it is read, whether it replaces its file, what is printed.

    ``backup`` is the suffix under which a replaced file is kept, ``is_written`` says whether texts go to files of their own,
    ``url`` is where the only text was found; pages on the web have their own.
    """

    style: Style
    is_written: bool = False
    in_place: bool = False
    backup: str = ""
    html: bool = False
    encoding: str | None = None
    allow_private: bool = False
    url: str | None = None


class Place(NamedTuple):
    """An input and where its text goes: to ``target``, None if it is printed.

    ``own`` is where a page goes that is written as it was.
    """

    source: Source
    target: str | None = None
    own: str | None = None


class Places(Target):
    """The output of texts that each have their own place: a folder, whose files the workers write, or standard output."""

    @property
    def is_stream(self) -> bool:
        """Whether nothing could be taken up."""
        return self.path is None

    @property
    def is_folder(self) -> bool:
        """Whether it stands for many files."""
        return self.path is not None

    def holds(self, length: int, is_logged: bool) -> bool:
        """Whether an earlier run left what it wrote."""
        return self.path is not None and (is_remote(self.path) or os.path.isdir(self.path))

    def open(self, length: int | None = None) -> IO[bytes]:
        """Make the folder; return standard output, for what is printed beside."""
        if self.path is not None and not is_remote(self.path):
            os.makedirs(self.path, exist_ok=True)
        return Target(None).open()

    def sync(self, file: IO[bytes]) -> int:
        """Do nothing: files are on the disk when their chunk comes back."""
        return 0

    def close(self, file: IO[bytes]) -> None:
        """Leave standard output open."""

    def finish(self, file: IO[bytes]) -> None:
        """Write out what is printed."""
        file.flush()

    def discard(self, is_logged: bool = False) -> None:
        """Leave what is written: each text is whole."""


class TextItem(Item):
    """All texts of a run as one input; ``target`` is where goes what is printed of them."""

    def __init__(self, places: Sequence[Place], job: Job, target: Target) -> None:
        packed = None if target.is_folder or target.path is None else split_name(target.path)[1]
        super().__init__(None, "texts", "text", target, None, packed)
        self.places = places
        self.job = job
        self.sizes = [None if (path := place.source.path) is None else size_of(path) for place in places]
        self.size = None if None in self.sizes else sum(size or 0 for size in self.sizes)

    @property
    def names(self) -> list[str]:
        """The names of the files."""
        return [place.source.name for place in self.places]

    @property
    def stays(self) -> bool:
        """Whether some of it lies in the memory of this process."""
        return any(is_in_memory(place.source.path) or is_in_memory(place.target) for place in self.places)

    def identity(self) -> list[Any]:
        """Return what tells these inputs and outputs from others."""
        found = [
            (place.source.path, size, changed(place.source.path), place.target)
            for place, size in zip(self.places, self.sizes, strict=True)
        ]
        return [found, self.target.path, str(self.job)]

    def make(self, options: Options) -> Format:
        """Return the format."""
        return Texts(options, self.output_compression, self.job, any(place.source.is_page for place in self.places))

    def done(self, failed: int) -> int:
        """Return how many files are done."""
        return len(self.places) - failed

    def open(self) -> AbstractContextManager[Any]:
        """Return the files with their sizes."""
        return nullcontext(list(zip(self.places, self.sizes, strict=True)))


class Texts(Appended):
    """A chunk names some files; what comes back is what is printed of them."""

    unit = "file"

    def __init__(self, options: Options, compression: str | None, job: Job, has_pages: bool, size: int = CHUNK) -> None:
        super().__init__(options, compression, size)
        self.job = job
        self._has_pages = has_pages or job.html

    @property
    def reads_html(self) -> bool:
        """Whether there are pages, as far as names tell."""
        return self._has_pages

    def chunks(self, source: Sequence[tuple[Place, int | None]]) -> Iterator[Chunk]:
        """Yield the places of files of about CHUNK bytes together."""
        held: list[Place] = []
        first, size, read = 1, 0, 0
        for place, its in source:
            held.append(place)
            size += its or 0
            if size >= self.size or len(held) == FILES:
                read += size
                yield Chunk(_pack(held), first, read, size=size)
                first += len(held)
                held, size = [], 0
        if held:
            yield Chunk(_pack(held), first, read + size, size=size)

    def work(self, payload: bytes, first: int, desk: Desk) -> list[bytes]:
        """Read, clean and write the files; return what is printed of each."""
        printed: list[bytes] = desk.render(
            _File(place, number, self.job) for number, place in enumerate(_unpack(payload), first)
        )
        return printed


def _pack(places: list[Place]) -> bytes:
    """Return places as bytes; pickle would take longer to import than one text to clean."""
    rows = [(place.source.path, place.source.inside, place.source.data, *place[1:]) for place in places]
    return marshal.dumps(rows)


def _unpack(payload: bytes) -> list[Place]:
    return [Place(Source(*row[:3]), *row[3:]) for row in marshal.loads(payload)]


class _File:
    def __init__(self, place: Place, number: int, job: Job) -> None:
        self.place = number
        self.file: str | None = place.source.name
        self._source = place.source
        self._target = place.target
        self._own = place.own
        self._job = job
        self._url = job.url
        self._charset: str | None = None
        self._data: bytes | None = None
        self._is_html = False
        self._text: Text | None = None
        self._is_lost = False  # nothing can be written, or nothing is there to be written

    def read(self) -> Fields:
        try:
            self._load()
            assert self._data is not None
            if not self._is_html:
                self._text = decode(self._data, self._source.name, self._job.encoding)
                return Fields(text=self._text.text, url=self._url)
            if self._job.in_place:
                raise FileError(self._source.name, "is HTML: its text cannot replace the page (-o writes it elsewhere)")
            if self._job.encoding:
                text = decode(self._data, self._source.name, self._job.encoding).text
                return Fields(html=text, url=self._url)
            if not is_html(self._data):
                check_text(self._data, self._source.name)
        except FileError:
            self._is_lost = True
            raise
        return Fields(html=self._data, url=self._url, charset=self._charset)

    def _load(self) -> None:
        if self._source.path is not None and self._source.is_url:
            from cleaner.fetch import fetch

            page = fetch(self._source.path, allow_private=self._job.allow_private)
            self._data, self._url, self._charset = page.data, self._url or page.url, page.charset
        else:
            self._data = self._source.read()
        self._is_html = self._job.html or self._source.is_html(self._data)

    def render(self, outcome: Outcome) -> bytes:
        if outcome.result is None:
            return self._unchanged()
        text = self._text or Text(outcome.result.source)
        style = self._job.style
        try:
            self._write(text.encode(outcome.result.text))
        except FileError:
            self._is_lost = True
            raise
        if style.kind == "text" and self._job.is_written:
            return b""
        return style.show(self._source.name, text, outcome.result, self.place == 1)

    def _write(self, data: bytes) -> None:
        if self._job.in_place:
            assert self._data is not None
            replace(self._source, data, self._data, self._job.backup)
        elif self._target:
            write(self._target, data)

    def _unchanged(self) -> bytes:
        """Pass on a text that was not cleaned, and a page as a page, under its own name; print nothing but texts."""
        if self._is_lost or self._job.in_place:
            return b""
        try:
            if self._data is None:
                self._load()
            assert self._data is not None
            if target := self._own if self._is_html else self._target:
                write(target, self._data)
            if self._job.is_written or self._is_html or self._job.style.kind != "text":
                return b""
            text = decode(self._data, self._source.name, self._job.encoding)
            return self._job.style.text(self._source.name, text, text.text, self.place == 1)
        except FileError:  # the failure that led here has been named
            return b""
