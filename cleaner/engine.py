"""Runs the four steps of one document: split, find, judge, assemble. Looks at no text itself."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any

from cleaner import labels
from cleaner.assemble import cut, label_blocks
from cleaner.decide import THRESHOLD, Decision, Strictness, Verdict, decide, without_overlap
from cleaner.detectors import Detector, Finding, checked, is_builtin
from cleaner.detectors.appeals import AppealDetector
from cleaner.detectors.authors import AuthorDetector
from cleaner.detectors.items import ItemDetector
from cleaner.detectors.markup import MarkupDetector
from cleaner.detectors.neighbours import NeighbourDetector
from cleaner.detectors.page import PageDetector, find_page, regions
from cleaner.detectors.paragraphs import ParagraphDetector
from cleaner.detectors.patterns import PatternDetector
from cleaner.detectors.repeats import RepeatDetector
from cleaner.detectors.sections import SectionDetector
from cleaner.detectors.shape import ShapeDetector
from cleaner.detectors.tail import TailDetector
from cleaner.detectors.wording import WordingDetector
from cleaner.document import Document
from cleaner.guards import excuse, is_own_words
from cleaner.markup import Markup
from cleaner.plugins import plugin_detectors, plugin_rules
from cleaner.result import Result, View
from cleaner.rulebook import LAYOUT, Rule, Rulebook, RuleSet, combine, load_user_rules

PASSES = 8
"""Times that the output is cleaned again until nothing changes. Two are enough for any text that people write; one
that still changes after this many is returned untouched, with a note, since nothing about it is certain."""
AHEAD = 2
"""Texts for each thread that are read before the first of them is asked for."""


@dataclass(frozen=True)
class Cleaner:
    r"""Cleans news text with one set of rules and options. Immutable, safe to share between threads, cheap to pickle.

    >>> newsroom = Cleaner(keep=["reporting", "bio"], strictness="precision")
    >>> newsroom.clean("Ferry fares rise\n\nFares rose by a tenth on Monday.\n\nShare this article")
    'Ferry fares rise\n\nFares rose by a tenth on Monday.'

    ``rules``: rule files or folders that extend the built-in rules, or override them by id.
    ``detectors``: objects that find what rules cannot say (see :mod:`cleaner.detectors`).
    ``keep``: the labels, or groups of labels (``reporting``, ``boilerplate``), that survive.
    ``drop``: labels that go all the same, so ``drop=("caption",)`` takes captions too.
    ``disable``: rule ids, labels or languages whose rules are switched off; ``wording`` for judging lines by the weights
    of their words, ``layout`` for judging those of whole pages by their looks.
    ``strictness``: ``precision`` (only what is certain), ``balanced``, or ``recall`` (also what is likely).

    Raises :class:`cleaner.RuleError` for mistakes in rule files and ValueError for unknown labels and names.
    """

    rules: tuple[str | Path, ...] = ()
    detectors: tuple[Detector, ...] = ()
    keep: tuple[str, ...] = ("reporting",)
    drop: tuple[str, ...] = ()
    disable: tuple[str, ...] = ()
    strictness: Strictness = "balanced"

    def __post_init__(self) -> None:
        for name in ("rules", "detectors", "keep", "drop", "disable"):
            value = getattr(self, name)
            object.__setattr__(self, name, (value,) if isinstance(value, str | Path) else tuple(value))
        if self.strictness not in THRESHOLD:
            raise ValueError(f"unknown strictness {self.strictness!r}: expected one of {', '.join(THRESHOLD)}")
        _ = self._kept, self.rulebook  # what is wrong with labels, rules and names shows now, not at the first text
        for detector in self.detectors:
            if isinstance(detector, type) or not isinstance(detector, Detector):
                raise ValueError(
                    f"found a {type(detector).__name__} among detectors: expected an object with a name and a method find"
                )

    def __getstate__(self) -> dict[str, Any]:
        """Return the options, and the rules that were read, as another machine may lack their files."""
        return {name: getattr(self, name) for name in (*(field.name for field in fields(self)), "_own")}

    @cached_property
    def _kept(self) -> frozenset[str]:
        """The labels that survive."""
        return labels.expand(self.keep) - labels.expand(self.drop)

    @cached_property
    def _own(self) -> RuleSet:
        """The rules of installed packages and of the caller."""
        return load_user_rules((*plugin_rules(), *self.rules))

    @cached_property
    def rulebook(self) -> Rulebook:
        """The rules in force, with what finds their candidates."""
        return combine(self._own, self.disable)

    @cached_property
    def fingerprint(self) -> str:
        """A hash of everything that decides the output: version, rules, options, names of detectors. Stable everywhere."""
        from cleaner.identity import fingerprint  # most cleaners are never asked for it

        return fingerprint(self.rulebook, self._kept, self.strictness, (*self._detectors, *self._context_detectors))

    @property
    def chosen(self) -> list[Any]:
        """What the caller chose, as JSON-able values: tells cleaners of one version apart, without reading all rules for it."""
        from cleaner.identity import choices

        return choices(self._own, self._kept, self.disable, self.strictness, self.detectors)

    @property
    def active_rules(self) -> tuple[Rule, ...]:
        """The rules in force, in order of their ids."""
        return self.rulebook.rules

    @cached_property
    def _detectors(self) -> tuple[Detector, ...]:
        """The detectors that look at the text alone, those of installed packages and of the caller last."""
        lines = (
            PatternDetector(self.rulebook),
            ItemDetector(self.rulebook),
            ShapeDetector(),
            RepeatDetector(),
            MarkupDetector(),
        )
        return (*lines, WordingDetector(self.rulebook), *plugin_detectors(), *self.detectors)

    @cached_property
    def _context_detectors(self) -> tuple[Detector, ...]:
        """The detectors that build on what those found, save what is quoted or reported."""
        lexicons = self.rulebook.lexicons
        appeals = (ParagraphDetector(lexicons), SectionDetector(lexicons), NeighbourDetector(lexicons))
        return (*appeals, AppealDetector(lexicons), TailDetector(), AuthorDetector(lexicons))

    def clean(self, text: str, *, url: str | None = None, language: str | None = None, page: bool | None = None) -> str:
        """Return ``text`` without its boilerplate; arguments as for :meth:`analyze`."""
        return self.analyze(text, url=url, language=language, page=page).text

    def analyze(
        self, text: str, *, url: str | None = None, language: str | None = None, page: bool | None = None
    ) -> Result:
        """Return what stays of ``text``, what goes, and why.

        ``url``, where the text was found, admits rules that hold on certain sites; ``language``, a code such as ``en`` or
        ``en-GB``, restricts the rules to that language and to those of none. ``page`` says whether the text is that of a
        whole page, of which only the article is wanted; by default it is taken for one if it plainly is one.

        The output is cleaned again until nothing changes, so that cleaning it another time changes nothing either. Raises
        TypeError if ``text`` is not a string, ValueError if there are no rules for ``language``.
        """
        if not isinstance(text, str):
            raise TypeError(
                f"expected text as str, found {type(text).__name__}; decode bytes first, or use clean_html for HTML"
            )
        return self._analyze(text, url, language, page)

    def _analyze(
        self, text: str, url: str | None, language: str | None, page: bool | None, markup: Markup | None = None
    ) -> Result:
        """Clean a text, of which ``markup`` is known if it was extracted from HTML."""
        language = None if language is None else self.rulebook.code_of(language)
        view = View(text)
        near_misses: list[Verdict] | None = None
        memory: dict[object, Any] = {}
        for _ in range(PASSES):
            if page is not False and self._cut_to_article(view, page):
                page = True  # what a text is taken for, it stays
            left = markup and markup.left(view.kept)
            document = Document(view.text, url, language, markup=left, memory=memory)
            if document.is_single_line:
                from cleaner.breaks import find_breaks  # most texts have lines

                if breaks := find_breaks(document, self.rulebook):
                    document = document.split_at(breaks)
            decision = self._judge(document, page is True)
            if near_misses is None:
                near_misses = [
                    replace(v, start=s, end=e) for v in decision.near_misses for s, e in view.original(v.start, v.end)
                ]
            cuts = cut(document, self._going(document, decision))
            if not cuts:
                memory.clear()  # it holds the document, which holds it
                return Result(view, document, decision, near_misses, language, page is True)
            view.remove(cuts)
        document, decision = Document(text, url, language), Decision([], [], [])
        note = f"left as it was: still changing after it was cleaned {PASSES} times"
        return Result(View(text), document, decision, [], language, page is True, note)

    def clean_html(
        self,
        html: str | bytes,
        *,
        url: str | None = None,
        language: str | None = None,
        timeout: float | None = None,
        charset: str | None = None,
    ) -> str:
        """Return the reporting in an HTML page as text; arguments as for :meth:`analyze_html`."""
        return self.analyze_html(html, url=url, language=language, timeout=timeout, charset=charset).text

    def analyze_html(
        self,
        html: str | bytes,
        *,
        url: str | None = None,
        language: str | None = None,
        timeout: float | None = None,
        charset: str | None = None,
    ) -> Result:
        """Extract the text of an HTML page with trafilatura, then :meth:`analyze` it; offsets are the extracted text's.

        What the markup says, as of headings, links and captions, is evidence. Where next to nothing can be extracted,
        the article is looked for in the text of the whole page. ``Result.note`` says so, and says why a page gave no
        text at all. ``charset`` is the encoding that a server named for the bytes. ``timeout`` is the number of seconds
        after which reading a page is given up; with it pages are read in a process of their own.

        Raises TypeError if ``html`` is neither str nor bytes, ValueError if there are no rules for ``language`` or if
        ``timeout`` is not above 0.
        """
        from cleaner.html import LITTLE, read
        from cleaner.isolated import read_within

        page = read(html, charset) if timeout is None else read_within(html, timeout, charset)
        result = self._analyze(page.text, url, language, False, page.markup)
        if len(result.text) < LITTLE < len(page.whole):
            other = self._analyze(page.whole, url, language, True)
            if len(other.text) > 2 * len(result.text):
                return replace(
                    other, note=other.note or "next to nothing could be extracted: searched the text of the whole page"
                )
        return replace(result, note=page.note or result.note)

    def clean_many(self, texts: Iterable[str], *, threads: int = 1) -> Iterator[str]:
        """Yield each text cleaned, in order, with ``threads`` at work.

        ``texts`` may be endless: only so many are read ahead that no thread waits for one.
        """
        if threads == 1:
            yield from map(self.clean, texts)
            return
        from concurrent.futures import ThreadPoolExecutor  # only where asked for: it takes 4 ms

        texts = iter(texts)
        with ThreadPoolExecutor(threads) as pool:
            waiting = deque(pool.submit(self.clean, text) for text in islice(texts, AHEAD * threads))
            while waiting:
                yield waiting.popleft().result()
                waiting.extend(pool.submit(self.clean, text) for text in islice(texts, 1))

    def _cut_to_article(self, view: View, page: bool | None) -> bool:
        """Take out what lies round the article of a page, until nothing does; tell whether the text is a page at all."""
        for _ in range(PASSES):
            findings = find_page(view.text, page)
            if findings is None:
                return False
            page = True
            # What is before, in and after the article is judged as one block each.
            document = Document(view.text, blocks=regions(view.text, findings))
            decision = decide(document, findings, {}, self.strictness)
            cuts = cut(document, [verdict for verdict in decision.going if verdict.label not in self._kept])
            if not cuts:
                break
            view.remove(cuts)
        return True

    def _judge(self, document: Document, is_page: bool) -> Decision:
        """Run the detectors, ask the guards, look round what is left, then decide."""
        found: list[Finding] = []
        for detector in self._detectors:
            findings = detector.find(document, tuple(found))
            found.extend(findings if is_builtin(detector) else checked(findings, detector, document))
        excused = excuse(document, found, self.rulebook.lexicons, self.rulebook.language_of(document))
        said = [finding for finding in found if not is_own_words(finding, excused)]
        for detector in self._context_detectors:
            said.extend(detector.find(document, tuple(said)))
        if is_page:
            said.extend(PageDetector(not self.rulebook.is_unwanted(LAYOUT)).find(document, tuple(said)))
        return decide(document, [*said, *excused], excused, self.strictness)

    def _going(self, document: Document, decision: Decision) -> Sequence[Verdict]:
        """Return the verdicts that the chosen labels let go, with those on reporting that is not kept."""
        going = [verdict for verdict in decision.going if verdict.label not in self._kept]
        if self._kept.issuperset(labels.REPORTING):
            return going
        gone = {(verdict.start, verdict.end) for verdict in going}
        unwanted = [
            Verdict(block.start, block.end, label, "keep", f"{label} is not among the labels to keep", 1.0)
            for block, label in zip(document.blocks, label_blocks(document, decision, going), strict=True)
            if label not in self._kept and (block.start, block.end) not in gone
        ]
        return without_overlap([*going, *unwanted])
