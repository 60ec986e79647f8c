"""Finds what rules describe: one scan for all anchors, then the patterns of the candidate rules on candidate blocks."""

import bisect
import warnings
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

import regex

from cleaner.detectors import HINT, STRONG, WEAK, Finding
from cleaner.document import Document, Span
from cleaner.rulebook import Rule, Rulebook
from cleaner.rulebook.rule import LONGEST, TIMEOUT


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
            for number, places in sorted(candidates[index].items()):
                rule = self.rulebook.rules[number]
                if number in stopped or not is_in_scope(rule, document):
                    continue
                try:
                    yield from self._apply(rule, number, block, places)
                except TimeoutError:
                    stopped.add(number)
                    message = f"rule {rule.id!r} ({rule.source}) took longer than {TIMEOUT} s on one block; its text is kept. Mend or disable the rule."
                    warnings.warn(message, RuleTimeoutWarning, stacklevel=2)

    def _apply(self, rule: Rule, number: int, block: Span, places: set[int]) -> Iterator[Finding]:
        """Look at each sentence in which an anchor lies; at the block as a whole, if none of them matches."""
        pattern, unless = self.rulebook.patterns(number)
        found = False
        for span in sentences_at(block, places):
            if len(span.folded) <= rule.longest and (match := pattern.search(span.folded, timeout=TIMEOUT)):
                if not found and unless is not None and unless.search(block.folded[: 4 * LONGEST], timeout=TIMEOUT):
                    return
                found = True
                yield _finding(rule, match, span, block)
        if not found and len(block.sentences) > 1 and len(block.folded) <= rule.longest and (match := pattern.search(block.folded, timeout=TIMEOUT)):
            if unless is None or not unless.search(block.folded, timeout=TIMEOUT):
                yield _finding(rule, match, block, block)


def sentences_at(block: Span, places: set[int]) -> list[Span]:
    """Return the sentences of a block that hold one of the places; all of them if there are no places."""
    sentences = block.sentences
    if len(sentences) == 1 or not places:
        return sentences
    starts = [sentence.start for sentence in sentences]
    return [sentences[i] for i in sorted({max(0, bisect.bisect_right(starts, place) - 1) for place in places})]


def _finding(rule: Rule, match: "regex.Match[str]", span: Span, block: Span) -> Finding:
    """Return what a match says; what would go is the block if the match lies in its first sentence, else the sentence."""
    first = span is block or span is block.sentences[0]
    if first and rule.takes != "sentence" and len(block.folded) <= rule.longest:
        start, end = block.start, block.end
    else:
        start, end = (block.start if first else span.start), span.end
    return Finding(
        start=start,
        end=end,
        label=rule.label,
        rule=rule.id,
        weight=STRONG if rule.strength == "strong" else HINT if rule.strength == "hint" else WEAK,
        reason=f"{rule.strength} pattern {match['match'][:60]!r}",
        evidence=(span.original(match.start("match")), span.original(match.end("match"))),
        opens="section" if rule.takes == "section" else "tail" if rule.takes == "tail" else None,
        language=rule.language,
    )


def is_in_scope(rule: Rule, document: Document) -> bool:
    """Tell whether a rule's language and sites admit the document. A language is only ruled out if the caller named one."""
    if document.language and rule.language not in ("any", document.language):
        return False
    if not rule.sites:
        return True
    host = urlsplit(document.url or "").hostname or ""
    return any(host == site or host.endswith("." + site) for site in rule.sites)
