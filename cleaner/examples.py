"""Runs the examples of rules, each twice: the rule alone, and through a cleaner with all rules in force."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from cleaner.decide import decide
from cleaner.detectors import Finding
from cleaner.detectors.patterns import PatternDetector
from cleaner.document import Document
from cleaner.engine import Cleaner
from cleaner.guards import excuse
from cleaner.labels import REPORTING
from cleaner.result import Result
from cleaner.rulebook import Pack, Rule, Rulebook, load_user_rules
from cleaner.rulebook.lexicon import Lexicons

ARTICLE = [
    "Council approves new bridge",
    "The council approved a second bridge across the river on Monday evening, after a debate that lasted almost four hours.",
    "Engineers expect the work to take three years, and traffic will be led through the old town for most of that time.",
]
REST = "\n".join(ARTICLE)
COMPANION = "Zyzzyva boilerplate stands here."
"""A line that COMPANION_RULE takes: the company that weak evidence needs."""
COMPANION_RULE = """
[[rule]]
id = "any-ui-companion"
language = "any"
label = "ui"
why = "stands beside examples"
phrases = ["zyzzyva boilerplate stands here"]
strength = "strong"
removes = ["Zyzzyva boilerplate stands here.", "Zyzzyva boilerplate stands here"]
keeps = ["Zyzzyva is a beetle.", "Boilerplate stands here."]
"""

Failure = tuple[str, str]
"""An example that a rule fails, and what happened to it."""


def check(paths: Iterable[str | Path], rules: Iterable[str | Path] = (), disable: Iterable[str] = ()) -> Iterator[str]:
    """Yield a line for each example of the rules at ``paths`` that fails, with the place of its rule and what happened.

    ``rules`` and ``disable`` are options of the cleaner that is used. Raises :class:`cleaner.RuleError`.
    """
    paths = tuple(paths)
    cleaner = with_companion((*rules, *paths), disable)
    for rule in load_user_rules(paths).rules:
        for text, problem in (*alone(rule, cleaner.rulebook.lexicons), *together(rule, cleaner)):
            yield f"{rule.source}: rule {rule.id!r}: {text!r}: {problem}"


def with_companion(rules: Iterable[str | Path] = (), disable: Iterable[str] = ()) -> Cleaner:
    """Return a cleaner that also takes COMPANION, for :func:`together`."""
    with TemporaryDirectory() as folder:
        companion = Path(folder, "companion.toml")
        companion.write_text(COMPANION_RULE, encoding="utf-8")
        return Cleaner(rules=(*rules, companion), disable=tuple(disable))


def alone(rule: Rule, lexicons: Lexicons) -> Iterator[Failure]:
    """Yield the examples that a rule fails without any other; guards use the words of ``lexicons``."""
    for text in rule.removes:
        head = ARTICLE[0] + "\n"
        _, findings = _find(rule, f"{head}{text}\n{ARTICLE[-1]}")  # among lines, as alone each sentence would be one
        if not any(len(head) <= finding.start < len(head) + len(text) for finding in findings):
            yield text, "the rule does not match it"
    for text in rule.keeps:
        if rule.label in REPORTING:
            if _find(rule, text)[1]:
                yield text, "the rule matches it"
            continue
        document, findings = _find(rule, "\n".join([*ARTICLE, text, ARTICLE[-1]]))
        for verdict in decide(document, findings, excuse(document, findings, lexicons), "balanced").going:
            yield text, f"the rule alone takes it: {verdict.reason}"


def together(rule: Rule, cleaner: Cleaner) -> Iterator[Failure]:
    """Yield the examples that a rule fails through a cleaner that :func:`with_companion` made.

    What a rule removes is put before another line that goes; what it keeps is put in an article, at its end, and alone. What
    is recognised as reporting is put below the headline.
    """
    language = None if rule.language in ("any", "en") else rule.language  # an example is too short to tell it
    url = _url(rule)
    for text in rule.removes:
        is_kept = rule.label in REPORTING
        lines = [ARTICLE[0], text, *ARTICLE[1:]] if is_kept else [*ARTICLE, text, COMPANION]
        result = cleaner.analyze("\n".join(lines), url=url, language=language)
        if is_kept and result.removals:
            yield text, f"clean() takes it: {_why(result)}"
        elif not is_kept and result.text != REST:
            yield text, f"clean() leaves {result.text.removeprefix(REST)!r}"
    for text in rule.keeps:
        places = ["\n".join([*ARTICLE, text, ARTICLE[-1]]), "\n\n".join([*ARTICLE, text]), text]
        for article in places if language is None else places[1:]:
            result = cleaner.analyze(article, url=url, language=language)
            if result.removals:
                yield text, f"clean() takes it: {_why(result)}"
                break


def _find(rule: Rule, text: str) -> tuple[Document, list[Finding]]:
    document = Document(text, url=_url(rule))
    return document, list(PatternDetector(Rulebook([Pack([rule])])).find(document, ()))


def _why(result: Result) -> str:
    return "; ".join(f"[{removal.rule}] {removal.reason}" for removal in result.removals)


def _url(rule: Rule) -> str | None:
    """Return an address where the rule applies, if it applies only to certain sites."""
    return f"https://{rule.sites[0]}/" if rule.sites else None
