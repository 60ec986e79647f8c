"""Turns all findings of a document into verdicts: which spans go, and which were nearly removed.

Evidence adds up. A span goes when what speaks for it reaches THRESHOLD of the chosen strictness:

* each rule or detector that found it, by its weight: strong 1, weak 1/2;
* company, 1/2: the block before or after it goes;
* an edge, 1/4: it is the first block, above another short one, or the last, and no full stop closes it;
* completeness, 1/4: the evidence is all that the span says;
* kin, 1/4: such a span is a whole line, and strong evidence takes another one of the same label, of buttons and the like.

Guards (cleaner.guards) excuse a finding before it counts; a finding that rests on others falls with them. A block that
is recognised as reporting (a byline, a credit) only goes on strong evidence of its own.
"""

import sys
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from cleaner.detectors import COMPLETENESS, STRONG, Finding
from cleaner.document import Document
from cleaner.labels import REPORTING
from cleaner.shapes import is_stub

Strictness = Literal["precision", "balanced", "recall"]

THRESHOLD: dict[Strictness, float] = {"precision": 1.5, "balanced": 1.0, "recall": 0.75}
"""Evidence that a span needs to go if none of it is strong; strong evidence is always enough."""
COMPANY, EDGE, COMPLETE, KIN = 0.5, 0.25, 0.25, 0.25
"""What company, an edge, completeness and kin add to it, as said above."""
KINDRED = frozenset(("cookie", "donation", "ad", "newsletter", "social", "paywall", "comment", "ui", "legal"))
"""Labels of lines that are buttons or bare words; those of other labels name stories, offices and people."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A span with the evidence that decided it; ``score`` is the sum described above."""

    start: int
    end: int
    label: str
    rule: str
    reason: str
    score: float


@dataclass(slots=True)
class _Candidate:
    """A span that something speaks for removing."""

    start: int
    end: int
    first: int  # index of the block it lies in
    findings: list[Finding]
    score: float = 0.0
    goes: bool = False
    why: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """What goes, what was nearly removed (with the guard's or the missing evidence's name), and what is recognised."""

    going: list[Verdict]
    near_misses: list[Verdict]
    recognised: list[Finding]


def decide(
    document: Document, findings: Sequence[Finding], excused: Mapping[Finding, str], strictness: Strictness
) -> Decision:
    """Judge all findings together, save those ``excused``. Deterministic: depends neither on their order nor on that of rules."""
    if not findings:
        return Decision([], [], [])
    ordered = sorted(set(findings), key=_order)
    recognised = [f for f in ordered if f.label in REPORTING]
    protected = {document.block_at(f.start) for f in recognised}
    candidates = _gather(document, [f for f in ordered if f.label not in REPORTING and f not in excused])
    _settle(document, candidates, protected, strictness)
    going = [_verdict(c) for c in candidates if c.goes]
    near = [
        Verdict(f.start, f.end, f.label, f.rule, f"{f.reason}; excused: {excused[f]}", f.weight)
        for f in ordered
        if f in excused
    ]
    near += [_verdict(c) for c in candidates if not c.goes]
    return Decision(without_overlap(going), sorted(near, key=lambda v: (v.start, v.end, v.rule)), recognised)


def _order(finding: Finding) -> tuple[object, ...]:
    """Return everything that tells two findings apart, so that the order of a set, which depends on hashes, never shows."""
    basis = [(f.start, f.end, f.rule, f.evidence or (-1, -1)) for f in finding.basis]
    values = (finding.start, finding.end, finding.label, finding.rule, -finding.weight, finding.reason)
    return (*values, finding.evidence or (-1, -1), finding.opens or "", finding.language, basis)


def _gather(document: Document, findings: list[Finding]) -> list[_Candidate]:
    """Group findings by the span that they would remove."""
    by_span: dict[tuple[int, int], list[Finding]] = defaultdict(list)
    for finding in findings:
        by_span[finding.start, finding.end].append(finding)
    return [_Candidate(s, e, document.block_at(s), fs) for (s, e), fs in sorted(by_span.items())]


class _Going:
    """The candidates known to go so far: which blocks they lie in, where they begin and end."""

    def __init__(self) -> None:
        self.findings: set[Finding] = set()
        self.blocks: Counter[int] = Counter()
        self.starts: set[int] = set()
        self.ends: set[int] = set()
        self.labels: set[str] = set()  # of those on strong evidence

    def add(self, candidate: _Candidate) -> None:
        candidate.goes = True
        self.findings.update(candidate.findings)
        self.labels.update(finding.label for finding in candidate.findings if finding.weight >= STRONG)
        self.blocks[candidate.first] += 1
        self.starts.add(candidate.start)
        self.ends.add(candidate.end)


def _settle(document: Document, candidates: list[_Candidate], protected: set[int], strictness: Strictness) -> None:
    """Decide candidates until nothing changes; a sweep down and one up carry company all the way along a run."""
    going = _Going()
    changed = True
    while changed:
        changed = False
        for order in (candidates, candidates[::-1]):
            for candidate in order:
                if not candidate.goes and _judge(document, candidate, going, protected, strictness):
                    going.add(candidate)
                    changed = True


def _judge(
    document: Document, candidate: _Candidate, going: _Going, protected: set[int], strictness: Strictness
) -> bool:
    """Add up the evidence for a candidate and record it; tell whether it goes."""
    counted = [f for f in candidate.findings if all(basis in going.findings for basis in f.basis)]
    if candidate.first in protected:
        counted = [f for f in counted if f.weight >= STRONG and not f.basis]
    score = sum(weigh(counted))
    strong = any(finding.weight >= STRONG for finding in counted)
    why = []
    if counted and not strong:
        if _has_company(document, candidate, going):
            score += COMPANY
            why.append("company")
        if _is_at_edge(document, candidate):
            score += EDGE
            why.append("edge")
        if _is_complete(candidate):
            score += COMPLETE
            why.append("nothing else said")
            if _is_of_a_kind(document, candidate, going):
                score += KIN
                why.append("more of its kind")
    candidate.score = score
    candidate.why = ", ".join(why)
    return strong or (bool(counted) and score >= THRESHOLD[strictness])


def weigh(findings: Sequence[Finding]) -> list[float]:
    """Return the weights of findings, those that rest on the same words or come from the same rule counted once.

    >>> a = Finding(0, 9, "contact", "r", 0.5, "", evidence=(0, 5))
    >>> weigh([a, Finding(0, 9, "promo", "s", 0.5, "", evidence=(3, 9)), Finding(0, 9, "navigation", "repeat", 0.25, "")])
    [0.5, 0.25]
    >>> weigh([a, Finding(0, 9, "ui", "t", 0.25, "", evidence=(6, 7)), Finding(0, 9, "contact", "r", 0.5, "", evidence=(8, 9))])
    [0.5, 0.25]
    """
    heaviest: dict[str, Finding] = {}
    for finding in findings:
        if finding.rule not in heaviest or finding.weight > heaviest[finding.rule].weight:
            heaviest[finding.rule] = finding
    weights: list[float] = []
    reach = -1  # where the words counted so far end
    for finding in sorted(heaviest.values(), key=lambda f: (f.evidence or (sys.maxsize, sys.maxsize), -f.weight)):
        start, end = finding.evidence or (sys.maxsize, -1)
        if start < reach:
            weights[-1] = max(weights[-1], finding.weight)
        else:
            weights.append(finding.weight)
        reach = max(reach, end)
    return weights


def _has_company(document: Document, candidate: _Candidate, going: _Going) -> bool:
    """Tell whether a sentence of the same block goes, or the block next to the candidate."""
    blocks, index = document.blocks, candidate.first
    above = index > 0 and candidate.start <= blocks[index].inner and blocks[index - 1].end in going.ends
    below = index + 1 < len(blocks) and candidate.end >= blocks[index].end and blocks[index + 1].start in going.starts
    return going.blocks[index] > 0 or above or below


def _is_at_edge(document: Document, candidate: _Candidate) -> bool:
    """Tell whether the candidate is the whole first or last block, and no sentence that a full stop closes.

    A first line right above a sentence is no edge: it is the headline of a text that has no other, as "Letters" is.
    """
    blocks, index = document.blocks, candidate.first
    is_outer = index == len(blocks) - 1 or (index == 0 and is_stub(blocks[1]))
    return is_outer and _is_whole_line(document, candidate)


def _is_of_a_kind(document: Document, candidate: _Candidate, going: _Going) -> bool:
    """Tell whether the candidate is a whole line, and strong evidence takes another one of the same label."""
    kinds = KINDRED & going.labels
    return any(finding.label in kinds for finding in candidate.findings) and _is_whole_line(document, candidate)


def _is_whole_line(document: Document, candidate: _Candidate) -> bool:
    """Tell whether the candidate is a whole block, which no full stop closes."""
    block = document.blocks[candidate.first]
    return is_stub(block) and candidate.start <= block.inner and candidate.end >= block.end


def _is_complete(candidate: _Candidate) -> bool:
    covered = max((f.evidence[1] - f.evidence[0] for f in candidate.findings if f.evidence), default=0)
    return covered >= COMPLETENESS * (candidate.end - candidate.start)


def _verdict(candidate: _Candidate) -> Verdict:
    """Name the heaviest finding of a candidate; ties go to the first in order of label and rule."""
    best = max(candidate.findings, key=lambda f: f.weight)
    others = sorted({f.rule for f in candidate.findings} - {best.rule})
    reason = (
        best.reason
        + (f"; also {', '.join(others)}" if others else "")
        + (f"; with {candidate.why}" if candidate.why else "")
    )
    return Verdict(candidate.start, candidate.end, best.label, best.rule, reason, round(candidate.score, 3))


def without_overlap(verdicts: list[Verdict]) -> list[Verdict]:
    """Drop a verdict that lies inside another, and cut one that begins inside another."""
    kept: list[Verdict] = []
    for verdict in sorted(verdicts, key=lambda v: (v.start, -v.end)):
        if kept and verdict.end <= kept[-1].end:
            continue
        if kept and verdict.start < kept[-1].end:
            verdict = replace(verdict, start=kept[-1].end)
        kept.append(verdict)
    return kept
