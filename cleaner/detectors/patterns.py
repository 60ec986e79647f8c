"""Finds what rules describe: one scan for all anchors, then the patterns of the candidate rules on candidate blocks."""

import re
import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import accumulate
from typing import TypeAlias

import regex

from cleaner.detectors import HINT, STRONG, WEAK, Finding
from cleaner.detectors.evidence import by_block
from cleaner.detectors.glued import without_story
from cleaner.document import Document, Span, fold_together
from cleaner.rulebook import Matcher, Pack, Rule, Rulebook
from cleaner.rulebook.expressions import TIMEOUT
from cleaner.rulebook.rule import LONGEST
from cleaner.rulebook.surface import LAST, Surface


class RuleTimeoutWarning(UserWarning):
    """A rule's pattern took too long on a block; its text is kept."""


class PatternDetector:
    """Applies the rules of a rulebook."""

    name = "patterns"

    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook

    def find(self, document: Document, found: Sequence[Finding]) -> Iterator[Finding]:
        """Yield a finding for each sentence or block that a rule matches.

        What an earlier pass found in a block still holds, so only blocks that changed are looked at again.
        """
        surface = Surface(document)
        every: list[Finding] = []
        for pack in self.rulebook.packs(document):
            if pack in document.memory:
                known, fresh = _recall(document, *document.memory[pack])
                findings = [*known, *_find(pack, Surface(document, fresh))]
            else:
                findings = list(_find(pack, surface))
            findings.sort(key=_place)  # by which way they were found must never show
            document.memory[pack] = document, findings
            every += findings
        yield from without_story(document, every, self.rulebook.lexicons)


def find_in_lines(packs: Iterable[Pack], document: Document, texts: Iterable[str]) -> dict[str, list[Finding]]:
    """Return what rules find in each of some texts of a document as a line of its own; offsets count from its beginning."""
    found: dict[str, list[Finding]] = {text: [] for text in texts}
    starts = accumulate((len(text) + 1 for text in found), initial=0)
    bounds = [(start, start + len(text)) for start, text in zip(starts, found, strict=False)]
    lines = Document("\n".join(found), document.url, document.language, blocks=bounds)
    of_blocks = [*found.values()]
    for pack in packs:
        for finding in _find(pack, Surface(lines)):
            index = lines.block_at(finding.start)
            of_blocks[index].append(_moved(finding, -bounds[index][0]))
    return found


def _place(finding: Finding) -> tuple[object, ...]:
    return finding.start, finding.end, finding.rule, finding.evidence, finding.reason


def _recall(document: Document, before: Document, findings: Sequence[Finding]) -> tuple[list[Finding], list[int]]:
    """Return what was found before in blocks that stand here too, and which other blocks there are."""
    places: dict[tuple[object, ...], int] = {}
    for index in range(len(before.blocks)):
        places.setdefault(_looks(before, index), index)
    found = by_block(before, findings)
    known: list[Finding] = []
    fresh: list[int] = []
    for index, block in enumerate(document.blocks):
        place = places.get(_looks(document, index))
        if place is None:
            fresh.append(index)
        else:
            step = block.start - before.blocks[place].start
            known += [_moved(finding, step) for finding in found.get(place, ())]
    return known, fresh


def _looks(document: Document, index: int) -> tuple[object, ...]:
    """Return all that decides which patterns match a block: its text, where its words begin, if it is one of the last."""
    block = document.blocks[index]
    return block.text, block.inner - block.start, index >= len(document.blocks) - LAST


def _moved(finding: Finding, step: int) -> Finding:
    begin, end = finding.evidence or (0, 0)
    evidence = finding.evidence and (begin + step, end + step)
    return replace(finding, start=finding.start + step, end=finding.end + step, evidence=evidence)


def _find(pack: Pack, surface: Surface) -> Iterator[Finding]:
    """Yield what the rules of a pack find; a rule that takes too long finds nothing more in this document."""
    document = surface.document
    stopped: set[str] = set()
    candidates = pack.scanner.candidates(surface)
    blocks = [document.blocks[index] for index in candidates]
    for block, folded, numbers in zip(blocks, fold_together(blocks), candidates.values(), strict=True):
        likely = [
            (matcher, places)
            for number, places in numbers.items()
            if (matcher := pack.matchers[number]).could_match(folded)
        ]
        is_single = bool(likely) and block.is_plainly_one_sentence
        for matcher, places in likely:
            rule = matcher.rule
            if rule.id in stopped or not is_in_scope(rule, document):
                continue
            try:
                for span, match in _matches(matcher, block, places, is_single):
                    finding = _finding(rule, match, span, block)
                    # A sentence that is glued to the end of a paragraph answers for itself.
                    excusing = folded[: 4 * LONGEST] if finding.start == block.start else span.folded
                    if not pack.is_excused(rule, excusing):
                        yield finding
            except TimeoutError:
                stopped.add(rule.id)
                message = f"rule {rule.id!r} ({rule.source}) took longer than {TIMEOUT} s on one block; its text is kept. Mend or disable the rule."
                warnings.warn(message, RuleTimeoutWarning, stacklevel=2)


_WEIGHTS = {"strong": STRONG, "weak": WEAK, "hint": HINT}
_Match: TypeAlias = "re.Match[str] | regex.Match[str]"


def _matches(matcher: Matcher, block: Span, places: list[int], is_single: bool) -> list[tuple[Span, _Match]]:
    """Return what matches in each sentence in which an anchor lies; in the block as a whole, if none of them does.

    ``is_single`` says that the block is one sentence, of which it is known that it could match.
    """
    matches = []
    for span in (block,) if is_single else block.sentences_at(places) if places else block.sentences:
        folded = span.folded
        is_likely = len(folded) <= matcher.longest and (is_single or matcher.could_match(folded))
        if is_likely and (match := matcher.search(folded)):
            matches.append((span, match))
    is_spanning = not (matches or is_single) and matcher.may_span and len(block.folded) <= matcher.longest
    if is_spanning and (match := matcher.search(block.folded)):
        matches.append((block, match))
    return matches


def _finding(rule: Rule, match: _Match, span: Span, block: Span) -> Finding:
    """Return the finding for a match: of the block if the match lies in its first sentence, else of the sentence."""
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
        weight=_WEIGHTS[rule.strength],
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
    from urllib.parse import urlsplit

    try:
        host = urlsplit(document.url or "").hostname or ""
    except ValueError:  # not an address after all
        return False
    return any(host == site or host.endswith("." + site) for site in rule.sites)
