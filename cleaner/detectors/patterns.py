"""Finds what rules describe: one scan for all anchors, then the patterns of the candidate rules on candidate blocks."""

import warnings
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from cleaner.detectors import STRONG, WEAK, Finding
from cleaner.document import Document, Span
from cleaner.rulebook import Rule, Rulebook
from cleaner.rulebook.rule import TIMEOUT


class RuleTimeoutWarning(UserWarning):
    """A rule's pattern took too long on a block; its text is kept."""


class PatternDetector:
    """Applies the rules of a rulebook."""

    name = "patterns"

    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook

    def find(self, document: Document, found: Sequence[Finding]) -> Iterator[Finding]:
        """Yield a finding for each sentence or block that a rule matches, in order of the text, then of rule ids."""
        candidates = self.rulebook.scanner.candidates(document)
        stopped: set[int] = set()
        for index in sorted(candidates):
            block = document.blocks[index]
            for number in sorted(candidates[index] - stopped):
                rule = self.rulebook.rules[number]
                if not is_in_scope(rule, document):
                    continue
                try:
                    yield from self._apply(rule, number, block)
                except TimeoutError:
                    stopped.add(number)
                    message = f"rule {rule.id!r} ({rule.source}) took longer than {TIMEOUT} s on one block; its text is kept. Mend or disable the rule."
                    warnings.warn(message, RuleTimeoutWarning, stacklevel=2)

    def _apply(self, rule: Rule, number: int, block: Span) -> Iterator[Finding]:
        """Look at the block as a whole and at each of its sentences."""
        pattern, unless = self.rulebook.patterns(number)
        sentences = block.sentences
        spans = [block] if len(sentences) == 1 else [s for s in sentences if any(a in s.folded for a in rule.anchors)] or [block]
        for span in spans:
            if len(span.folded) > rule.longest:
                continue
            match = pattern.search(span.folded, timeout=TIMEOUT)
            if match is None:
                continue
            if unless is not None and unless.search(block.folded[: rule.longest * 4], timeout=TIMEOUT):
                return
            target = _target(rule, span, block)
            yield Finding(
                start=target[0],
                end=target[1],
                label=rule.label,
                rule=rule.id,
                weight=STRONG if rule.strength == "strong" else WEAK,
                reason=f"{rule.strength} pattern {match['match'][:60]!r}",
                evidence=(span.original(match.start("match")), span.original(match.end("match"))),
                opens=rule.takes if rule.takes in ("section", "tail") else None,  # type: ignore[arg-type]
            )


def _target(rule: Rule, span: Span, block: Span) -> tuple[int, int]:
    """Return what would go: the block if the match lies in its first sentence, else the sentence it lies in."""
    first = block.sentences[0]
    opening = span is block or span is first
    if rule.takes == "sentence" or not opening or len(block.folded) > rule.longest:
        return (block.start if span is first else span.start), span.end
    return block.start, block.end


def is_in_scope(rule: Rule, document: Document) -> bool:
    """Tell whether a rule's language and sites admit the document. A language is only ruled out if the caller named one."""
    if document.language and rule.language not in ("any", document.language):
        return False
    if not rule.sites:
        return True
    host = urlsplit(document.url or "").hostname or ""
    return any(host == site or host.endswith("." + site) for site in rule.sites)
