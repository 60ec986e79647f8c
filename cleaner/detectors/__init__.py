"""Detectors find; they never remove. One file per kind, one interface, one list.

A detector is an object with a ``name`` and a method ``find(document, found)`` that yields findings. ``found`` holds
what the detectors before it found in this document, so that a detector of context can build on detectors of words.
To use one of your own, pass it to ``Cleaner(detectors=[...])``, or name it in the entry-point group ``cleaner.detectors``.
Cleaning raises ValueError if it yields a finding that is not a span of one block, or that has an unknown label.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, runtime_checkable

from cleaner.document import Document, Span
from cleaner.labels import LABELS

STRONG = 1.0
"""Weight of evidence that removes alone."""
WEAK = 0.5
"""Weight of evidence that needs company."""
HINT = 0.25
"""Weight of evidence that only ever adds to other evidence."""
COMPLETENESS = 0.8
"""Share of a span's code points that the evidence must cover to be all that it says."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Evidence for removing a span or, with a label of reporting, for keeping it. Offsets are code points of the input.

    ``weight`` is between 0 and 1 (see STRONG and WEAK); ``evidence`` is the part that was matched, at which guards look;
    ``opens`` says that the span heads a section or begins the tail; ``basis`` are findings without which this one falls;
    ``language`` is that of the words, by which guards choose theirs.
    """

    start: int
    end: int
    label: str
    rule: str
    weight: float
    reason: str
    evidence: tuple[int, int] | None = None
    opens: Literal["section", "tail"] | None = None
    basis: tuple["Finding", ...] = ()
    language: str = "any"

    @classmethod
    def of(
        cls,
        block: Span,
        label: str,
        rule: str,
        weight: float,
        reason: str,
        *,
        basis: tuple["Finding", ...] = (),
        language: str = "any",
    ) -> "Finding":
        """Return a finding that spans a whole block."""
        return cls(block.start, block.end, label, rule, weight, reason, basis=basis, language=language)


@runtime_checkable
class Detector(Protocol):
    """What a detector must offer. It keeps no state between documents, so that threads can share it."""

    name: str

    def find(self, document: Document, found: Sequence[Finding]) -> Iterable[Finding]:
        """Yield findings in ``document``; ``found`` is what detectors before this one yielded."""
        ...


def is_builtin(detector: Detector) -> bool:
    """Tell whether a detector is one of this package, whose findings need no check."""
    return type(detector).__module__.startswith(f"{__name__}.")


def checked(findings: Iterable[Finding], detector: Detector, document: Document) -> Iterator[Finding]:
    """Yield the findings of a detector that is not built in; raise ValueError at one that means nothing.

    Raises TypeError if what it returned is nothing to iterate over.
    """
    if not isinstance(findings, Iterable):
        raise TypeError(f"detector {detector.name!r}: find returned {findings!r}, expected findings")
    for finding in findings:
        if expected := _expected(finding, document):
            place = f"{finding.label!r} from {finding.start} to {finding.end}"
            raise ValueError(f"detector {detector.name!r}: found {place}, expected {expected}")
        yield finding


def _expected(finding: Finding, document: Document) -> str | None:
    """Return what is expected of a finding that does not do; a span is judged with the one block in which it lies."""
    if not 0 <= finding.start < finding.end <= len(document.text):
        return f"a span of the text, which has {len(document.text)} code points"
    if finding.label not in LABELS:
        return f"one of the labels {', '.join(LABELS)}"
    if document.block_at(finding.start) != document.block_at(finding.end - 1):
        return "a span of one block: a finding for each of document.blocks"
    return None
