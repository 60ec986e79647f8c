"""The rules of one cleaner: built-in ones, those of installed packages, the user's own; overridden and disabled by name."""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path

from cleaner.document import Document
from cleaner.labels import LABELS
from cleaner.language import code
from cleaner.rulebook.build import (
    EVERYWHERE,
    BuiltinLexicons,
    builtin_index,
    builtin_languages,
    builtin_rules,
    builtin_wording,
)
from cleaner.rulebook.errors import RuleError
from cleaner.rulebook.index import Index, make_index
from cleaner.rulebook.lexicon import Languages, Lexicon, merge
from cleaner.rulebook.rule import Needs, Rule, Search
from cleaner.rulebook.scan import Scanner
from cleaner.rulebook.wording import Wording, rule_id

__all__ = ["Pack", "Rule", "Rulebook", "Scanner"]


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


class Rulebook:
    """An immutable set of rules: packs that every text meets, and packs that only texts in their language do.

    ``languages`` tells how to get each such pack, whose rules are read when a text first asks for them,
    ``common`` by which words texts of a language are known, and ``wording`` how its boilerplate is worded. What has the
    name of a rule, label or language among ``unwanted`` is not there; ``always`` and ``languages`` come without it.
    ``names`` are the languages, ``any`` among them, that callers may name.
    """

    def __init__(
        self,
        always: Sequence[Pack],
        lexicons: Mapping[str, Lexicon] | None = None,
        languages: Mapping[str, Callable[[], Pack]] | None = None,
        common: Mapping[str, tuple[str, ...]] | None = None,
        wording: Callable[[str], Wording] | None = None,
        unwanted: Container[str] = (),
        names: Iterable[str] = (),
    ) -> None:
        self.lexicons = lexicons or {}
        self._always = always
        self._languages = languages or {}
        self._words = Languages(common or {})
        self._wording = wording
        self._unwanted = unwanted
        self._names = frozenset(names)
        self._packs: dict[str, Pack] = {}

    @property
    def rules(self) -> tuple[Rule, ...]:
        """All rules, in order of their ids."""
        packs = (*self._always, *map(self._pack, self._languages))
        return tuple(sorted((rule for pack in packs for rule in pack.rules), key=lambda rule: rule.id))

    def language(self, name: str) -> str:
        """Return the code by which rules know a language that a caller names; raise ValueError if it has none."""
        if isinstance(name, str) and (known := code(name)) in self._names:
            return known
        raise ValueError(f"no rules for the language {name!r}: expected one of {', '.join(sorted(self._names))}")

    def packs(self, document: Document) -> Iterator[Pack]:
        """Yield the packs whose rules concern a document: by the language that the caller named, else by its words."""
        yield from self._always
        if document.language:
            languages = {document.language} & self._languages.keys()
        else:
            languages = self._words.of(document.text) & self._languages.keys()
        for language in sorted(languages):
            yield self._pack(language)

    def wording(self, document: Document) -> tuple[str, Wording] | None:
        """Return the language of a document, which the caller named or most of its words are of, and its wording."""
        language = document.language or self._words.main(document.text)
        if self._wording is None or language not in self._words.names or self.is_unwanted(WORDING, language):
            return None
        return language, self._wording(language)

    @property
    def weights(self) -> dict[str, list[object]]:
        """What is known of the wording of each language, as JSON-able values; empty if it is switched off."""
        if self._wording is None or self.is_unwanted(WORDING):
            return {}
        return {name: [w.bias, w.words] for name in sorted(self._words.names) if (w := self._wording(name)).words}

    def is_unwanted(self, *names: str) -> bool:
        """Tell whether one of the names of a rule, its label or its language is switched off."""
        return any(name in self._unwanted for name in names)

    def _pack(self, language: str) -> Pack:
        if language not in self._packs:
            self._packs[language] = self._languages[language]()
        return self._packs[language]


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
        return self.rule.is_free or any(mark in expression for mark in ("\\.", "\\?", "!", r"[^\ ]", ".{"))

    @cached_property
    def _needs(self) -> Needs:
        pattern = self.rule.patterns[self._number]
        if pattern.needs is not None:
            return pattern.needs
        from cleaner.rulebook.anchors import read_needs

        return read_needs(pattern.expression, pattern.anchors)

    def could_match(self, folded: str) -> bool:
        """Tell whether folded text holds what every match holds; quicker than to search."""
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
    that is neither a rule's id nor a label nor a language of the rules at hand. Of the built-in rules, those of
    EVERYWHERE meet every text; the user's all do.
    """
    for name in (*own.disable, *disable):
        _check_name(name, own.rules)
    unwanted = {*own.disable, *disable, *(rule.id for rule in own.rules)}
    given = BuiltinLexicons({})
    changed = {language for language, _ in own.lexicons}
    merged = merge([*((name, given[name]) for name in changed & given.keys()), *own.lexicons])
    lexicons = BuiltinLexicons(merged)
    always = [_builtin_pack(EVERYWHERE, unwanted)]
    if own.rules:
        always.append(Pack(own.rules, unwanted=disable))
    languages = {
        language: partial(_builtin_pack, (language,), unwanted)
        for language in builtin_languages()
        if language not in EVERYWHERE and language not in unwanted
    }
    names = {*builtin_languages(), *changed, *(rule.language for rule in own.rules)}
    return Rulebook(always, lexicons, languages, builtin_languages(), builtin_wording, unwanted, names)


ALIKE = 0.75
"""Likeness from which a name may be what another one was meant to be."""
WORDING, LAYOUT = "wording", "layout"
"""The names by which judging by the weights of :mod:`cleaner.rulebook.wording` and :mod:`cleaner.detectors.layout` is
switched off."""


def _builtin_pack(languages: tuple[str, ...], unwanted: Container[str]) -> Pack:
    rules, index = builtin_index(languages)
    return Pack(rules, index, unwanted)


def _is_named(rule: Rule, names: Container[str]) -> bool:
    return rule.id in names or rule.label in names or rule.language in names


def _check_name(name: str, own: Sequence[Rule]) -> None:
    """Raise ValueError if ``name`` is neither a label nor a language nor the id of a rule."""
    known = {
        *LABELS,
        WORDING,
        LAYOUT,
        *builtin_languages(),
        *(rule.id for rule in own),
        *(rule.language for rule in own),
    }
    if name in known:
        return
    known.update(rule_id(language, label) for language in builtin_languages() for label in LABELS)
    known.update(rule.id for language in builtin_languages() for rule in builtin_rules(language))
    if name not in known:
        import difflib

        language, hyphen, _ = name.partition("-")
        alike = sorted(other for other in known if not hyphen or other.startswith(f"{language}-"))
        close = difflib.get_close_matches(name, alike, n=1, cutoff=ALIKE)
        hint = f"; did you mean {close[0]!r}?" if close else ""
        raise ValueError(f"cannot disable {name!r}: expected a rule id, a label or a language{hint}")
