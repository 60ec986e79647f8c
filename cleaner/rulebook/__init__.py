"""The rules of one cleaner: built-in ones, those of installed packages, the user's own; overridden and disabled by name."""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from functools import partial
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
    builtin_spellings,
    builtin_wording,
)
from cleaner.rulebook.errors import RuleError
from cleaner.rulebook.lexicon import Languages, Lexicon, merge
from cleaner.rulebook.pack import Matcher, Pack
from cleaner.rulebook.rule import Rule, RuleSet
from cleaner.rulebook.wording import Wording, rule_id

__all__ = ["Matcher", "Pack", "Rule", "RuleSet", "Rulebook"]

WORDING, LAYOUT = "wording", "layout"
"""The names by which judging by the weights of :mod:`cleaner.rulebook.wording` and :mod:`cleaner.detectors.layout` is
switched off."""
ALIKE = 0.75
"""Likeness from which a name may be what another one was meant to be."""


class Rulebook:
    """An immutable set of rules: packs that every text meets (``always``), and packs for texts in one language.

    ``languages`` makes the pack of a language, whose rules are read when a text first needs them; ``own`` are packs of the
    user's rules, which are tried on texts in no known language, too. ``common`` are the words by which texts in a language
    are known; ``wording`` gives the weights of a language's words. ``unwanted`` are the ids, labels and languages of rules
    that are switched off; the packs come without them. ``names`` are the languages, ``any`` among them, that callers may name.
    """

    def __init__(
        self,
        always: Sequence[Pack],
        lexicons: Mapping[str, Lexicon] | None = None,
        languages: Mapping[str, Callable[[], Pack]] | None = None,
        own: Mapping[str, Pack] | None = None,
        common: Mapping[str, tuple[str, ...]] | None = None,
        wording: Callable[[str], Wording] | None = None,
        unwanted: Container[str] = (),
        names: Iterable[str] = (),
    ) -> None:
        self.lexicons = lexicons or {}
        self._always = always
        self._languages = languages or {}
        self._own = own or {}
        self._words = Languages(common or {})
        self._wording = wording
        self._unwanted = unwanted
        self._names = frozenset(names)
        self._packs: dict[str, Pack] = {}

    @property
    def rules(self) -> tuple[Rule, ...]:
        """All rules, in order of their ids."""
        packs = (*self._always, *map(self._pack, self._languages), *self._own.values())
        return tuple(sorted((rule for pack in packs for rule in pack.rules), key=lambda rule: rule.id))

    def code_of(self, name: str) -> str:
        """Return the code that rules have for a language as a caller names it; raise ValueError if they have none."""
        if isinstance(name, str) and (known := code(name)) in self._names:
            return known
        raise ValueError(f"no rules for the language {name!r}: expected one of {', '.join(sorted(self._names))}")

    def packs(self, document: Document) -> Iterator[Pack]:
        """Yield the packs whose rules concern a document: by the language that the caller named, else by its words."""
        yield from self._always
        languages = {document.language} if document.language else self._words.of(document.text)
        for language in sorted(self._languages.keys() & languages):
            yield self._pack(language)
        for language in sorted(self._own.keys() & (languages & self._words.names or self._own.keys())):
            yield self._own[language]

    def wording(self, document: Document) -> tuple[str, Wording] | None:
        """Return the language of a document, which the caller named or most of its words are of, and its wording."""
        language = self.language_of(document)
        if self._wording is None or language not in self._words.names or self.is_unwanted(WORDING, language):
            return None
        return language, self._wording(language)

    def common(self, document: Document) -> tuple[str, ...]:
        """Return the commonest words of the language of a document, in lower case; none if it is not known."""
        language = self.language_of(document)
        lexicon = self.lexicons.get(language) if language else None
        return lexicon.common if lexicon else ()

    def language_of(self, document: Document) -> str | None:
        """Return the language that the caller named, or that most words of a document are of; None if that is not known."""
        return document.language or self._words.main(document.text)

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


def load_user_rules(paths: Iterable[str | Path]) -> RuleSet:
    """Load rules from files and folders, later ones overriding earlier ones by id, and the names they disable.

    Raises :class:`cleaner.RuleError` that lists every mistake in all of them.
    """
    paths = tuple(paths)
    if not paths:
        return RuleSet()
    from cleaner.rulebook.load import load

    rules: dict[str, Rule] = {}
    disable: list[str] = []
    lexicons: list[tuple[str, Lexicon]] = []
    mistakes: list[str] = []
    for path in paths:
        try:
            loaded = load(path, known_spellings=builtin_spellings)
        except RuleError as error:
            mistakes.extend(error.mistakes)
            continue
        rules.update((rule.id, rule) for rule in loaded.rules)
        disable.extend(loaded.disable)
        lexicons.extend(loaded.lexicons)
    if mistakes:
        raise RuleError(mistakes)
    return RuleSet(tuple(rules.values()), tuple(disable), tuple(lexicons))


def combine(own: RuleSet, disable: Sequence[str]) -> Rulebook:
    """Return the built-in rules extended and overridden by a user's.

    What rule files disable are built-in rules; ``disable``, said by the caller, any rule. Raises ValueError for a name
    that is neither a rule's id nor a label nor a language of the rules at hand. Rules of EVERYWHERE, and of languages
    without common words, meet every text.
    """
    for name in (*own.disable, *disable):
        _check_name(name, own.rules)
    unwanted = {*own.disable, *disable, *(rule.id for rule in own.rules)}
    given = BuiltinLexicons({})
    changed = {language for language, _ in own.lexicons}
    merged = merge([*((name, given[name]) for name in changed & given.keys()), *own.lexicons])
    lexicons = BuiltinLexicons(merged)
    common = {**builtin_languages(), **{language: merged[language].common for language in changed}}
    always = [_builtin_pack(EVERYWHERE, unwanted)]
    known = {rule.language for rule in own.rules if rule.language not in EVERYWHERE and common.get(rule.language)}
    if everywhere := [rule for rule in own.rules if rule.language not in known]:
        always.append(Pack(everywhere, unwanted=disable))
    packs = {
        language: Pack([rule for rule in own.rules if rule.language == language], unwanted=disable)
        for language in known
    }
    languages = {
        language: partial(_builtin_pack, (language,), unwanted)
        for language in builtin_languages()
        if language not in EVERYWHERE and language not in unwanted
    }
    names = {*builtin_languages(), *changed, *(rule.language for rule in own.rules)}
    return Rulebook(always, lexicons, languages, packs, common, builtin_wording, unwanted, names)


def _builtin_pack(languages: tuple[str, ...], unwanted: Container[str]) -> Pack:
    rules, index = builtin_index(languages)
    return Pack(rules, index, unwanted)


def _check_name(name: str, own: Sequence[Rule]) -> None:
    """Raise ValueError if ``name`` is neither a label nor a language nor the id of a rule."""
    if not isinstance(name, str):
        raise ValueError(f"cannot disable {name!r}: expected a rule id, a label or a language")
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
