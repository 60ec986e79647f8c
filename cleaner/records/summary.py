"""Counts over many records, made by the workers and added up by the parent; and the outcome of a whole run."""

from __future__ import annotations

from typing import Any

from cleaner.result import shorten

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cleaner import Result

FAILURES = 1000
"""Failures that are kept with their places; further ones are counted."""
SAMPLES = 3
"""Different samples that are kept of what each rule took."""
SAMPLE = 160
"""Code points of a sample."""
BINS = 21
"""Bins of the histogram of what share of a document went: none, up to 5 %, up to 10 % ... up to 100 %."""


class Summary:
    """Counts over records. ``size`` is bytes of the texts in UTF-8; ``before`` and ``after`` are code points.

    ``labels`` and ``rules`` map a name to [removals, code points]; ``failures`` names the first FAILURES records that
    failed; ``samples`` maps a rule to [label, text...]. ``notes`` say how the text of a page was obtained; they are printed
    and forgotten.
    """

    def __init__(self, **counted: Any) -> None:
        self.records = self.empty = self.changed = self.failed = 0
        self.size = self.before = self.after = 0
        self.labels: dict[str, list[int]] = {}
        self.rules: dict[str, list[int]] = {}
        self.shares = [0] * BINS
        self.failures: list[dict[str, Any]] = []
        self.samples: dict[str, list[str]] = {}
        self.notes: list[str] = []
        vars(self).update(counted)

    def add(self, text: str | None, result: Result | None) -> None:
        """Count one record; without ``text`` it held null."""
        self.records += 1
        if text is None or result is None:
            self.empty += 1
            return
        removed = 0
        for removal in result.removals:
            size = removal.end - removal.start
            removed += size
            _count(self.labels, removal.label, 1, size)
            _count(self.rules, removal.rule, 1, size)
            sample = self.samples.setdefault(removal.rule, [removal.label])
            if len(sample) <= SAMPLES and (shown := shorten(removal.text[: 2 * SAMPLE], SAMPLE)) not in sample[1:]:
                sample.append(shown)
        self.changed += bool(removed)
        self.size += len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))
        self.before += len(text)
        self.after += len(text) - removed
        self.shares[0 if not removed else 1 + min((removed * 20 - 1) // len(text), BINS - 2)] += 1

    def fail(self, place: int, error: str, name: Any = None, file: str | None = None) -> None:
        """Count one record that failed; ``place`` is its line or row, ``name`` its id, ``file`` its own file, if it has one."""
        self.records += 1
        self.failed += 1
        failure: dict[str, Any] = {"place": place, "error": error}
        failure |= {key: str(value) for key, value in (("id", name), ("file", file)) if value is not None}
        self.failures.append(failure)

    def merge(self, other: Summary) -> None:
        """Add what another one counted after this one."""
        for name in ("records", "empty", "changed", "failed", "size", "before", "after"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for mine, theirs in ((self.labels, other.labels), (self.rules, other.rules)):
            for name, (number, size) in theirs.items():
                _count(mine, name, number, size)
        self.shares = [a + b for a, b in zip(self.shares, other.shares, strict=True)]
        self.failures += other.failures[: max(0, FAILURES - len(self.failures))]
        for rule, (label, *texts) in other.samples.items():
            sample = self.samples.setdefault(rule, [label])
            sample += [text for text in texts if text not in sample[1:]][: SAMPLES + 1 - len(sample)]

    @property
    def removed(self) -> float:
        """The share of code points that went."""
        return (self.before - self.after) / self.before if self.before else 0.0

    def ranked(self, name: str) -> list[tuple[str, int, int]]:
        """Return (name, removals, code points) of ``labels`` or ``rules``, those that took most first."""
        counts: dict[str, list[int]] = getattr(self, name)
        return sorted(((key, n, size) for key, (n, size) in counts.items()), key=lambda row: (-row[2], row[0]))

    def to_dict(self) -> dict[str, Any]:
        """Return everything as JSON-able values; ``Summary(**...)`` makes an equal one of them."""
        return dict(vars(self))


class Report:
    """The outcome of a run.

    ``errors`` are inputs and outputs that failed, as (name, problem); ``end`` says why the run ended early, if it did.
    ``noun`` is what was counted, ``seconds`` are those of this run, ``resumed`` the records of the one that it took up.
    """

    def __init__(self, inputs: list[str], options: dict[str, Any], jobs: int = 1, noun: str = "record") -> None:
        self.inputs = inputs
        self.options = options
        self.jobs = jobs
        self.noun = noun
        self.fingerprint = ""
        self.summary = Summary()
        self.done = 0
        self.errors: list[tuple[str, str]] = []
        self.end: str | None = None
        self.seconds = 0.0
        self.resumed = 0

    @property
    def failed(self) -> int:
        """How many records, inputs and outputs failed."""
        return self.summary.failed + len(self.errors)


def _count(counts: dict[str, list[int]], name: str, number: int, size: int) -> None:
    count = counts.setdefault(name, [0, 0])
    count[0] += number
    count[1] += size
