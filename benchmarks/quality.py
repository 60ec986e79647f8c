"""Measures on labelled pages what cleaning removes and what it loses, beside C4's line rules.

    python benchmarks/quality.py CORPORA                          # every corpus in a folder, every extractor's text
    python benchmarks/quality.py CORPORA --corpus naeb --input trafilatura --half b
    python benchmarks/quality.py article-extraction-benchmark/    # public data sets in their own layouts: corpora.py
    python benchmarks/quality.py CORPORA --rules 10               # the rules that did most harm, and those that did nothing
    python benchmarks/quality.py CORPORA --write docs/quality.md

A line of an extracted text is gold if at least four fifths of its words lie in runs of three (six Chinese or Japanese
characters) that the hand-made main text holds too. Other lines count by their label: one of boilerplate is residue, one
of reporting is gold. Lines without a label count as residue only where a corpus has no labels at all and the main text
holds at most a fifth of them. Headlines and what lies between count as neither. Figures, in words:

    removed   share of residue that went           left   share of unwanted snippets in the input still there
    lost      share of gold that went              cut    share of wanted snippets in the input that are gone
    harmed    share of pages that lost more than one hundredth of their gold
    F1        of four-word shingles against the main text, before and after
"""

import argparse
import gc
import platform
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from c4 import c4_lines
from corpora import WORD, Page, line_key, read, words

import cleaner

Spans = list[tuple[int, int]]
HARM = 0.01
"""Share of a page's gold above which its loss counts as harm."""
GOLD, RESIDUE = 0.8, 0.2
"""Shares of a line's words in the main text from which it is gold, and up to which it is residue."""


@dataclass
class Figures:
    """Counts over pages."""

    gold: int = 0
    lost: int = 0
    residue: int = 0
    removed: int = 0
    harmed: int = 0
    pages: int = 0
    wanted: int = 0
    cut: int = 0
    unwanted: int = 0
    left: int = 0
    families: Counter[str] = field(default_factory=Counter)
    taken: Counter[str] = field(default_factory=Counter)
    before: list[tuple[float, float]] = field(default_factory=list)
    after: list[tuple[float, float]] = field(default_factory=list)

    def row(self) -> dict[str, str]:
        """Return the figures as a table shows them."""
        return {
            "removed": _percent(self.removed, self.residue),
            "lost": _percent(self.lost, self.gold, 3),
            "harmed": _percent(self.harmed, self.pages),
            "F1": f"{f1_of(self.before):.4f} → {f1_of(self.after):.4f}" if self.before else "–",
            "left": _percent(self.left, self.unwanted),
            "cut": _percent(self.cut, self.wanted, 2),
        }


def _percent(part: int, whole: int, digits: int = 1) -> str:
    return f"{100 * part / whole:.{digits}f} %" if whole else "–"


def f1_of(pairs: list[tuple[float, float]]) -> float:
    """Return the F1 of mean precision and mean recall."""
    precision, recall = (sum(values) / len(pairs) for values in zip(*pairs, strict=True))
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


# --- cleaners: a text to what is left of it and what went ---------------------------------------------------------


def by_cleaner(text: str) -> tuple[str, Spans]:
    """Clean with this project's defaults."""
    result = cleaner.analyze(text)
    return result.text, [(r.start, r.end) for r in result.removals]


def by_c4(text: str) -> tuple[str, Spans]:
    """Clean with C4's line rules."""
    return _by_lines(text, lambda line: c4_lines(line) == line.strip())


def by_c4_without_punctuation(text: str) -> tuple[str, Spans]:
    """Clean with C4's line rules but the one that wants a full stop."""
    return _by_lines(text, lambda line: c4_lines(line.strip() + ".") is not None and c4_lines(line.strip() + ".") != "")


def _by_lines(text: str, is_kept: Callable[[str], bool]) -> tuple[str, Spans]:
    kept, gone, start = [], [], 0
    for line in text.split("\n"):
        if not line.strip() or is_kept(line):
            kept.append(line)
        else:
            gone.append((start, start + len(line)))
        start += len(line) + 1
    return "\n".join(kept), gone


CLEANERS = {
    "cleaner": by_cleaner,
    "C4 line rules": by_c4,
    "C4 without the punctuation rule": by_c4_without_punctuation,
}


# --- judging ------------------------------------------------------------------------------------------------------


def judged(page: Page, text: str) -> Iterator[tuple[int, str, str, str]]:
    """Yield (start, line, kind, label) for each line with words; kind is gold, residue or neither."""
    gold = words(page.gold)
    length = 6 if sum(not w.isascii() and len(w) == 1 for w in gold) > 0.3 * len(gold) else 3
    runs = {tuple(gold[i : i + length]) for i in range(len(gold) - length + 1)}
    flat = f" {' '.join(gold)} "
    titles = [Counter(words(title)) for title in page.titles]
    start = 0
    for line in text.split("\n"):
        if here := words(line):
            kind, label = _kind(page, line, _cover(here, runs, flat, length), here, titles)
            yield start, line, kind, label
        start += len(line) + 1


def _cover(here: list[str], runs: set[tuple[str, ...]], flat: str, length: int) -> float:
    """Return the share of words that lie in runs of the main text."""
    if f" {' '.join(here)} " in flat:
        return 1.0
    hit = [False] * len(here)
    for i in range(len(here) - length + 1):
        if tuple(here[i : i + length]) in runs:
            hit[i : i + length] = [True] * length
    return sum(hit) / len(here)


def _kind(page: Page, line: str, cover: float, here: list[str], titles: list[Counter[str]]) -> tuple[str, str]:
    if cover >= GOLD:
        return "gold", ""
    count = Counter(here)
    for title in titles:
        shared = sum((count & title).values())
        if shared >= 0.8 * len(here) and len(here) >= 0.4 * sum(title.values()):
            return "neither", ""
    if cover > RESIDUE:
        return "neither", ""
    if page.labels is None:
        return "residue", ""
    label = page.labels.get(line_key(line.strip()), "")
    return ("residue" if label in cleaner.BOILERPLATE else "gold" if label in cleaner.REPORTING else "neither"), label


def words_in(start: int, line: str, spans: Spans) -> int:
    """Return the number of words of a line that lie in spans."""
    near = [(a, b) for a, b in spans if a < start + len(line) and b > start]
    if not near:
        return 0
    return sum(any(a <= start + m.start() and start + m.end() <= b for a, b in near) for m in WORD.finditer(line))


def score(pages: Sequence[Page], source: str, clean: Callable[[str], tuple[str, Spans]]) -> Figures:
    """Clean one extractor's text of all pages and count."""
    figures = Figures()
    for page in pages:
        text = page.texts.get(source) or ""
        if not text.strip():
            continue
        output, spans = clean(text)
        if page.gold:
            gold = lost = 0
            for start, line, kind, label in judged(page, text):
                count, gone = len(words(line)), words_in(start, line, spans)
                if kind == "gold":
                    gold, lost = gold + count, lost + gone
                elif kind == "residue":
                    figures.residue += count
                    figures.removed += gone
                    figures.families[label] += count
                    figures.taken[label] += gone
            figures.gold += gold
            figures.lost += lost
            figures.pages += gold > 0
            figures.harmed += lost > HARM * gold
            figures.before.append(agreement(page.gold, text))
            figures.after.append(agreement(page.gold, output))
        _count_snippets(figures, page, text, output)
    return figures


def _count_snippets(figures: Figures, page: Page, text: str, output: str) -> None:
    before, after = f" {' '.join(words(text))} ", f" {' '.join(words(output))} "
    for snippet in {f" {' '.join(words(s))} " for s in page.drop}:
        if snippet.strip() and snippet in before:
            figures.unwanted += 1
            figures.left += snippet in after
    for snippet in {f" {' '.join(words(s))} " for s in page.keep}:
        if snippet.strip() and snippet in before:
            figures.wanted += 1
            figures.cut += snippet not in after


def agreement(gold: str, text: str) -> tuple[float, float]:
    """Return precision and recall of a text's shingles of four words."""
    a, b = _shingles(gold), _shingles(text)
    shared = sum((a & b).values())
    return shared / max(1, sum(b.values())), shared / max(1, sum(a.values()))


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    found = re.findall(r"\w+", text)
    return Counter(tuple(found[i : i + 4]) for i in range(max(1, len(found) - 3)))


# --- rule by rule -------------------------------------------------------------------------------------------------


@dataclass
class RuleFigures:
    """What one rule did: removals, words of residue and of gold that they took, seconds in its patterns."""

    hits: int = 0
    right: int = 0
    wrong: int = 0
    seconds: float = 0.0


def per_rule(pages: Sequence[Page], sources: Sequence[str]) -> dict[str, RuleFigures]:
    """Return the figures of every rule in force."""
    subject = cleaner.Cleaner()
    figures = {rule.id: RuleFigures() for rule in subject.active_rules}
    for page in pages:
        for source in sources:
            text = page.texts.get(source) or ""
            removals = subject.analyze(text).removals
            lines = list(judged(page, text)) if page.gold and removals else []
            for removal in removals:
                rule = figures.setdefault(removal.rule, RuleFigures())
                rule.hits += 1
                for start, line, kind, _ in lines:
                    gone = words_in(start, line, [(removal.start, removal.end)])
                    rule.right += gone if kind == "residue" else 0
                    rule.wrong += gone if kind == "gold" else 0
            gc.disable()  # as timeit does: a collection would look like a slow rule
            _time_rules(subject, text, figures)
            gc.enable()
    return figures


def _time_rules(subject: cleaner.Cleaner, text: str, figures: dict[str, RuleFigures]) -> None:
    """Add the time that each rule's patterns take on the blocks that hold their anchors and all else that they need."""
    from cleaner.document import Document
    from cleaner.rulebook.surface import Surface

    surface = Surface(Document(text))
    for pack in subject.rulebook.packs(surface.document):
        for index, numbers in pack.scanner.candidates(surface).items():
            folded = surface.document.blocks[index].folded
            for number in numbers:
                matcher = pack.matchers[number]
                if len(folded) <= matcher.longest and matcher.could_match(folded):
                    search = matcher.search  # compiled before the clock starts
                    begin = time.perf_counter()
                    search(folded)
                    figures[matcher.rule.id].seconds += time.perf_counter() - begin


def rule_table(figures: dict[str, RuleFigures], most: int) -> str:
    """Return the rules that took most gold, and how many took nothing at all, as Markdown."""
    worst = sorted(figures.items(), key=lambda item: (-item[1].wrong, -item[1].seconds))[:most]
    slowest = sorted(figures.items(), key=lambda item: -item[1].seconds)[:most]
    rows = ["| rule | removals | residue, words | gold, words | ms in its patterns |", "|---|---|---|---|---|"]
    shown = dict.fromkeys([*(name for name, _ in worst), *(name for name, _ in slowest)])
    for name in shown:
        f = figures[name]
        rows.append(f"| `{name}` | {f.hits} | {f.right} | {f.wrong} | {1000 * f.seconds:.0f} |")
    idle = sum(f.hits == 0 for f in figures.values())
    harmful = sum(f.wrong > f.right for f in figures.values())
    rows += [
        "",
        f"Of {len(figures)} rules, {idle} removed nothing on these pages; {harmful} took more gold than residue.",
    ]
    return "\n".join(rows)


# --- the command --------------------------------------------------------------------------------------------------


def tables(corpora: dict[str, list[Page]], wanted: list[str] | None, names: Sequence[str]) -> Iterator[str]:
    """Yield a Markdown table a corpus, then one of families."""
    for corpus, pages in corpora.items():
        sources = [s for s in dict.fromkeys(s for p in pages for s in p.texts) if wanted is None or s in wanted]
        lines = [f"### {corpus}: {len(pages)} pages", ""]
        lines += [
            "| text from | cleaner | removed | lost | harmed | F1 | left | cut |",
            "|---|---|---|---|---|---|---|---|",
        ]
        families: dict[str, Figures] = {}
        for source in sources:
            for name in names:
                figures = score(pages, source, CLEANERS[name])
                lines.append("| " + " | ".join([source, name, *figures.row().values()]) + " |")
                if name == "cleaner":
                    families[source] = figures
        if any(f.families.keys() - {""} for f in families.values()):
            kinds = sorted({k for f in families.values() for k in f.families})
            lines += ["", "Share removed of each family (words):", "", "| text from | " + " | ".join(kinds) + " |"]
            lines.append("|---" * (len(kinds) + 1) + "|")
            for source, f in families.items():
                cells = [f"{_percent(f.taken[k], f.families[k], 0)} ({f.families[k]})" for k in kinds]
                lines.append("| " + " | ".join([source, *cells]) + " |")
        yield "\n".join(lines)


def main() -> None:
    """Read the arguments, measure, print or write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="a folder of labelled pages, or a public data set's")
    parser.add_argument("--corpus", nargs="*", help="only these, by name")
    parser.add_argument("--input", nargs="*", help="only the texts of these extractors")
    parser.add_argument("--half", choices=["a", "b"], help="only the sites of one half")
    parser.add_argument("--limit", type=int, help="only so many pages of each corpus")
    parser.add_argument("--alone", action="store_true", help="without C4's rules beside")
    parser.add_argument("--rules", type=int, metavar="N", help="report rule by rule: the N most harmful and N slowest")
    parser.add_argument(
        "--write", type=Path, metavar="FILE", help="write the tables into the document, under its heading"
    )
    arguments = parser.parse_args()
    try:
        corpora = read(arguments.folder)
    except (OSError, ValueError) as error:
        parser.error(str(error))
    if unknown := set(arguments.corpus or ()) - corpora.keys():
        parser.error(f"found no corpus {', '.join(sorted(unknown))}: expected some of {', '.join(corpora)}")
    chosen = {
        name: [p for p in pages if arguments.half in (None, p.half)][: arguments.limit]
        for name, pages in corpora.items()
        if not arguments.corpus or name in arguments.corpus
    }
    names = ["cleaner"] if arguments.alone else list(CLEANERS)
    parts = []
    for table in tables(chosen, arguments.input, names):
        print(table, flush=True)
        parts.append(table)
    if arguments.rules:
        pages = [page for name in chosen for page in chosen[name]]
        sources = arguments.input or sorted({s for page in pages for s in page.texts})
        table = f"### Rule by rule\n\n{rule_table(per_rule(pages, sources), arguments.rules)}"
        print(table)
        parts.append(table)
    if arguments.write:
        write(arguments.write, parts)


HEADING = "## Measured"


def write(file: Path, parts: list[str]) -> None:
    """Replace what stands under HEADING in ``file`` by the tables, the command and the versions."""
    head = file.read_text(encoding="utf-8").split(HEADING)[0] if file.is_file() else "# Quality\n\n"
    options = [argument for argument in sys.argv[2:] if argument not in ("--write", str(file))]
    command = " ".join(["python benchmarks/quality.py CORPORA", *options])
    used = ", ".join(f"{name} {version(name)}" for name in ("trafilatura", "regex", "hyperscan"))
    made = f"`{command}` with newsclean {cleaner.__version__} (rules and options {cleaner.Cleaner().fingerprint}), {used}, Python {platform.python_version()}."
    file.write_text(f"{head}{HEADING}\n\n{made}\n\n" + "\n\n".join(parts) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
