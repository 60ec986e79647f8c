"""Compiles the built-in rules to JSON when the wheel is built, a file a language, and reads them back.

Checking and compiling a thousand TOML rules takes longer than cleaning an article; the wheel carries them ready. In a
source checkout, which has no such files, the TOML files are read. Both give equal rules, in the same order.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from cleaner.rulebook.lexicon import Lexicon
from cleaner.rulebook.rule import Rule

PACKAGE = Path(__file__).resolve().parent.parent
COMPILED = PACKAGE / "rules" / "compiled"
"""Folder with ``<language>.json`` for the rules and words of a language, and INDEX for all languages' common words."""
INDEX = "languages"
LEXICON = "language.toml"
"""The one file of a built-in language that names its words."""


def rules_folder() -> Path:
    """Return the folder of the built-in rule files: inside the package, or beside it in a source checkout."""
    inside = PACKAGE / "rules"
    return inside if inside.is_dir() else PACKAGE.parent / "rules"


def write_compiled(rules_dir: Path, target: Path) -> None:
    """Write the rules in ``rules_dir`` into the folder ``target``; raise :class:`cleaner.RuleError` if one is wrong."""
    target.mkdir(parents=True, exist_ok=True)
    index = {}
    for language in _languages(rules_dir):
        lexicon = _load_lexicon(rules_dir, language)
        index[language] = lexicon.common
        rules = [rule.to_dict() for rule in _load(rules_dir, language)]
        _write(target / f"{language}.json", {"rules": rules, "lexicon": asdict(lexicon)})
    _write(target / f"{INDEX}.json", index)


def _write(file: Path, content: Any) -> None:
    file.write_text(json.dumps(content, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")


@cache
def builtin_languages() -> dict[str, tuple[str, ...]]:
    """Return the languages that there are built-in rules for, ``any`` among them, with their common words."""
    if COMPILED.is_dir():
        return {language: tuple(words) for language, words in _read(INDEX).items()}
    return {language: builtin_lexicon(language).common for language in _languages(rules_folder())}


@cache
def builtin_rules(language: str) -> tuple[Rule, ...]:
    """Return the built-in rules of a language; read once a process, as they cannot change while it runs."""
    if COMPILED.is_dir():
        return tuple(Rule.from_dict(values) for values in _read(language)["rules"])
    return _load(rules_folder(), language)


@cache
def builtin_lexicon(language: str) -> Lexicon:
    """Return the words of a language that there are built-in rules for, empty where it names none."""
    if COMPILED.is_dir():
        return Lexicon(**{kind: tuple(found) for kind, found in _read(language)["lexicon"].items()})
    return _load_lexicon(rules_folder(), language)


class BuiltinLexicons(Mapping[str, Lexicon]):
    """The words of all languages that there are built-in rules for, each read when asked for; ``changed`` come first."""

    def __init__(self, changed: Mapping[str, Lexicon]) -> None:
        self._changed = changed

    def __getitem__(self, language: str) -> Lexicon:
        if language in self._changed:
            return self._changed[language]
        if language not in builtin_languages():
            raise KeyError(language)
        return builtin_lexicon(language)

    def __iter__(self) -> Iterator[str]:
        return iter(sorted({*self._changed, *builtin_languages()}))

    def __len__(self) -> int:
        return len({*self._changed, *builtin_languages()})


@lru_cache(maxsize=2)  # the rules and the words of a language are asked for one after the other
def _read(name: str) -> Any:
    return json.loads((COMPILED / f"{name}.json").read_text(encoding="utf-8"))


def _languages(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.is_dir() and path.name != COMPILED.name)


def _load(folder: Path, language: str) -> tuple[Rule, ...]:
    from cleaner.rulebook.load import load

    return load(folder / language, base=folder).rules


def _load_lexicon(folder: Path, language: str) -> Lexicon:
    from cleaner.rulebook.load import load

    file = folder / language / LEXICON
    return dict(load(file, base=folder).lexicons)[language] if file.is_file() else Lexicon()
