"""The rules of one cleaner: built-in ones, those of installed packages, the user's own; overridden and disabled by name."""

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from cleaner.labels import LABELS
from cleaner.rulebook.build import builtin
from cleaner.rulebook.errors import RuleError
from cleaner.rulebook.lexicon import Lexicon, merge
from cleaner.rulebook.rule import Rule, Search
from cleaner.rulebook.scan import Scanner

__all__ = ["Rule", "Rulebook", "Scanner"]


class Rulebook:
    """An immutable set of rules, ordered by id so that the order in files never shows, with its scanner."""

    def __init__(self, rules: Iterable[Rule], lexicons: Iterable[tuple[str, Lexicon]] = ()) -> None:
        self.lexicons = merge(lexicons)
        self.rules = tuple(sorted(rules, key=lambda rule: rule.id))
        self.scanner = Scanner(self.rules)
        self._numbers = [(rule, number) for rule in self.rules for number in range(len(rule.patterns))]
        self._matchers: dict[int, Matcher] = {}
        self._excuses: dict[str, Search | None] = {}

    def matcher(self, index: int) -> "Matcher":
        """Return the pattern with a number that the scanner gave, compiled when first asked for: most never are."""
        matcher = self._matchers.get(index)
        if matcher is None:
            rule, number = self._numbers[index]
            matcher = self._matchers[index] = Matcher(rule, number)
        return matcher

    def is_excused(self, rule: Rule, folded: str) -> bool:
        """Tell whether a folded block holds what excuses the rule."""
        if not rule.unless:
            return False
        if rule.id not in self._excuses:
            self._excuses[rule.id] = rule.compile_unless()
        search = self._excuses[rule.id]
        return search is not None and search(folded) is not None


class Matcher:
    """One pattern of a rule, with its searches compiled when first asked for; ``longest`` as in :class:`Pattern`."""

    def __init__(self, rule: Rule, number: int) -> None:
        self.rule = rule
        self.longest = rule.patterns[number].longest
        self._number = number

    @cached_property
    def may_span(self) -> bool:
        """Whether a match could lie in two sentences: only if the expression says how one of them ends."""
        expression = self.rule.patterns[self._number].expression
        return self.rule.is_free or any(mark in expression for mark in ("\\.", "\\?", "!", r"[^\ ]", ".{"))

    @cached_property
    def search(self) -> Search:
        """The search that heeds where the match must lie."""
        return self.rule.compile(self._number)

    @cached_property
    def core(self) -> Search:
        """The search that finds the words anywhere."""
        return self.rule.compile(self._number, core=True)


@dataclass(frozen=True)
class UserRules:
    """What a user's rule files say, ready to travel to another process."""

    rules: tuple[Rule, ...] = ()
    disable: tuple[str, ...] = ()
    lexicons: tuple[tuple[str, Lexicon], ...] = ()


def load_user_rules(paths: Iterable[str | Path]) -> UserRules:
    """Load rules from files and folders, later ones overriding earlier ones by id, and the names they disable.

    Raises :class:`cleaner.RuleError` that lists every mistake in all of them.
    """
    paths = tuple(paths)
    if not paths:
        return UserRules()
    from cleaner.rulebook.load import load

    rules: dict[str, Rule] = {}
    disable: list[str] = []
    lexicons: list[tuple[str, Lexicon]] = []
    mistakes: list[str] = []
    for path in paths:
        try:
            loaded = load(path)
        except RuleError as error:
            mistakes.extend(error.mistakes)
            continue
        rules.update((rule.id, rule) for rule in loaded.rules)
        disable.extend(loaded.disable)
        lexicons.extend(loaded.lexicons)
    if mistakes:
        raise RuleError(mistakes)
    return UserRules(tuple(rules.values()), tuple(disable), tuple(lexicons))


def combine(own: UserRules, disable: Sequence[str]) -> Rulebook:
    """Return the built-in rules extended and overridden by a user's.

    What rule files disable are built-in rules; ``disable``, said by the caller, any rule. Raises ValueError for a name
    that is neither a rule's id nor a label nor a language of the rules at hand.
    """
    given = builtin()
    for name in (*own.disable, *disable):
        _check_name(name, [*given.rules, *own.rules])
    kept = {rule.id: rule for rule in given.rules if not _is_named(rule, own.disable)}
    kept.update((rule.id, rule) for rule in own.rules)
    return Rulebook((rule for rule in kept.values() if not _is_named(rule, disable)), [*given.lexicons, *own.lexicons])


def _is_named(rule: Rule, names: Sequence[str]) -> bool:
    return rule.id in names or rule.label in names or rule.language in names


def _check_name(name: str, rules: Sequence[Rule]) -> None:
    known = {rule.id for rule in rules} | {rule.language for rule in rules} | set(LABELS)
    if name not in known:
        close = difflib.get_close_matches(name, sorted(known), n=1)
        hint = f"; did you mean {close[0]!r}?" if close else ""
        raise ValueError(f"cannot disable {name!r}: expected a rule id, a label or a language{hint}")
