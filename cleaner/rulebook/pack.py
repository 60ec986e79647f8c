"""Rules that are tried together, with what finds their candidates: nothing is compiled or read before it is needed."""

from collections.abc import Container, Sequence
from functools import cached_property

from cleaner.rulebook.expressions import Search
from cleaner.rulebook.index import Index, make_index
from cleaner.rulebook.rule import Needs, Rule
from cleaner.rulebook.scan import Scanner


class Pack:
    """Rules that are tried together, ordered by id so that the order in files never shows, with what finds candidates.

    ``index`` is that of ``rules``, which are in order already then; by default it is worked out when it is needed.
    Rules that have the name of a rule, label or language among ``unwanted`` never match.
    """

    def __init__(self, rules: Sequence[Rule], index: Index | None = None, unwanted: Container[str] = ()) -> None:
        self._rules = rules if index else sorted(rules, key=lambda rule: rule.id)
        self._index = index
        self._unwanted = unwanted
        self.matchers = _Matchers(self)
        self._excuses: dict[str, Search | None] = {}

    @property
    def rules(self) -> Sequence[Rule]:
        """The rules in force."""
        return [rule for rule in self._rules if self.is_wanted(rule)] if self._unwanted else self._rules

    def is_wanted(self, rule: Rule) -> bool:
        """Tell whether a rule may match."""
        return not _is_named(rule, self._unwanted)

    def matcher(self, number: int) -> "Matcher":
        """Return a pattern by the number that the scanner gives."""
        rule, pattern = self.index.place(number)
        matcher = Matcher(self._rules[rule], pattern)
        return matcher if self.is_wanted(matcher.rule) else _Never(matcher.rule, pattern)

    @cached_property
    def index(self) -> Index:
        """What the rules are looked for by."""
        return self._index or make_index(self._rules)

    @cached_property
    def scanner(self) -> Scanner:
        """What finds candidates."""
        return Scanner(self.index)

    def is_excused(self, rule: Rule, folded: str) -> bool:
        """Tell whether a folded block holds what excuses the rule."""
        if not rule.unless:
            return False
        if rule.id not in self._excuses:
            self._excuses[rule.id] = rule.compile_unless()
        search = self._excuses[rule.id]
        return search is not None and search(folded) is not None


class _Matchers(dict[int, "Matcher"]):
    """The patterns of a pack by the numbers that its scanner gives, each made when first asked for: most never are."""

    def __init__(self, pack: Pack) -> None:
        super().__init__()
        self._pack = pack

    def __missing__(self, number: int) -> "Matcher":
        matcher = self[number] = self._pack.matcher(number)
        return matcher


class Matcher:
    """One pattern of a rule, with its searches compiled when first asked for; ``longest`` as in :class:`cleaner.rulebook.rule.Pattern`."""

    def __init__(self, rule: Rule, number: int) -> None:
        self.rule = rule
        self.longest = rule.patterns[number].longest
        self._number = number

    @cached_property
    def may_span(self) -> bool:
        """Whether a match could lie in two sentences: only if the expression says how one of them ends."""
        expression = self.rule.patterns[self._number].expression
        return self.rule.is_free or any(mark in expression for mark in ("\\.", "\\?", ";", "!", r"[^\ ]", ".{"))

    @cached_property
    def _needs(self) -> Needs:
        pattern = self.rule.patterns[self._number]
        if pattern.needs is not None:
            return pattern.needs
        from cleaner.rulebook.anchors import read_needs

        return read_needs(pattern.expression, pattern.anchors)

    def could_match(self, folded: str) -> bool:
        """Tell whether folded text holds what every match holds; quicker than to search.

        That is ``any(all(any(need in folded for need in needs) for needs in way) for way in self._needs)``, in loops since
        most of the time of a short text goes here.
        """
        for way in self._needs:
            for needs in way:
                for need in needs:
                    if need in folded:
                        break
                else:
                    break
            else:
                return True
        return not self._needs

    @cached_property
    def search(self) -> Search:
        """The search that heeds where the match must lie."""
        return self.rule.compile(self._number)


class _Never(Matcher):
    """A pattern of a rule that is switched off."""

    def could_match(self, folded: str) -> bool:
        """Tell that it never matches."""
        return False


def _is_named(rule: Rule, names: Container[str]) -> bool:
    return rule.id in names or rule.label in names or rule.language in names
