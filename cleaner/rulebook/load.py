"""Reads rule files, checks them strictly and turns them into rules; all mistakes are reported together.

Nothing is skipped silently: a file with a mistake yields no rules, and the error names file, line, rule, what was found
and what was expected.
"""

import tomllib
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import regex
from pydantic import ValidationError

from cleaner.language import code
from cleaner.rulebook.compile import compile_phrases, compile_rule, language_of
from cleaner.rulebook.errors import RuleError
from cleaner.rulebook.lexicon import Lexicon
from cleaner.rulebook.mistakes import Lines, describe
from cleaner.rulebook.phrases import PhraseError
from cleaner.rulebook.rule import Rule, RuleSet
from cleaner.rulebook.schema import RuleFile
from cleaner.rulebook.spellings import Group, Spellings


def rule_files(path: Path) -> list[Path]:
    """Return the rule files at ``path``, a file or a folder that is searched all the way down, in a stable order."""
    if path.is_dir():
        if files := sorted(p for p in path.rglob("*.toml") if p.is_file()):
            return files
        raise RuleError([f"{path}: found no rule file in this folder, expected files that end in .toml"])
    if path.is_file():
        return [path]
    raise RuleError([f"{path}: no such file or folder: expected a rule file (.toml) or a folder of them"])


def load(
    path: str | Path, base: Path | None = None, known_spellings: Callable[[str], Sequence[Group]] | None = None
) -> RuleSet:
    """Load a rule file, or all rule files in a folder; raise :class:`RuleError` with every mistake found.

    Files are named in messages and sources as they lie under ``base``, by default the folder. The phrases of a language
    match the spellings that any of the files names for it, and those that ``known_spellings`` gives.
    """
    root = Path(path)
    files = rule_files(root)
    base = base or (root if root.is_dir() else None)
    mistakes: list[str] = []
    read = [_read(file, file.relative_to(base).as_posix() if base else str(path), mistakes) for file in files]
    checked = [file for file in read if file is not None]
    spellings = _spellings(checked, known_spellings, mistakes)
    rules: dict[str, Rule] = {}
    disable: list[str] = []
    lexicons: list[tuple[str, Lexicon]] = []
    groups: list[tuple[str, Group]] = []
    for file in checked:
        found = _compile(file, spellings, mistakes)
        disable.extend(found.disable)
        lexicons.extend(found.lexicons)
        groups.extend(found.spellings)
        for rule in found.rules:
            if (first := rules.setdefault(rule.id, rule)) is not rule:
                mistakes.append(
                    f"{rule.source}: rule {rule.id!r}: found a second rule with this id, expected ids to be unique; the first is at {first.source}"
                )
    if mistakes:
        raise RuleError(mistakes)
    return RuleSet(tuple(rules.values()), tuple(disable), tuple(lexicons), tuple(groups))


@dataclass(frozen=True)
class _Checked:
    """A rule file that meets the schema, with the name that messages give it and the places of its rules."""

    path: Path
    shown: str
    lines: Lines
    content: RuleFile

    @property
    def language(self) -> str:
        """The code of its language; raises ValueError if it has none."""
        return code(language_of(self.content, self.path))


def _read(path: Path, shown: str, mistakes: list[str]) -> _Checked | None:
    """Return what a file says; None, and its mistakes added, if it cannot be read or does not meet the schema."""
    try:
        source = path.read_bytes().decode("utf-8-sig")
        data = tomllib.loads(source)
    except OSError as error:
        mistakes.append(f"{shown}: cannot be read: {error.strerror or error}")
        return None
    except UnicodeDecodeError as error:
        mistakes.append(f"{shown}: found bytes that are not UTF-8 at offset {error.start}, expected UTF-8 text")
        return None
    except tomllib.TOMLDecodeError as error:
        mistakes.append(f"{shown}: not valid TOML: {error}")
        return None
    lines = Lines(source)
    try:
        return _Checked(path, shown, lines, RuleFile.model_validate(data))
    except ValidationError as error:
        mistakes += [describe(shown, lines, data, e) for e in error.errors()]
        return None


def _spellings(
    files: Sequence[_Checked], known: Callable[[str], Sequence[Group]] | None, mistakes: list[str]
) -> Callable[[str], Spellings]:
    """Return what gives the spellings of a language, those that files name for it included."""
    groups: dict[str, list[Group]] = defaultdict(list)
    for file in (file for file in files if file.content.spellings):
        try:
            Spellings(file.content.spellings)
            groups[file.language] += file.content.spellings
        except ValueError as error:
            mistakes.append(f"{file.shown}:{file.lines.key(None, 'spellings')}: 'spellings': {error}")
    return cache(lambda language: Spellings([*(known(language) if known else ()), *groups[language]]))


def _compile(file: _Checked, spellings: Callable[[str], Spellings], mistakes: list[str]) -> RuleSet:
    """Return the rules and words of a file as far as they have no mistakes, which are added."""
    content = file.content
    rules: list[Rule] = []
    for index, entry in enumerate(content.rule):
        place = f"{file.shown}:{file.lines.rule(index)}"
        try:
            language = code(entry.language or language_of(content, file.path))
            rules.append(compile_rule(entry, content, file.path, place, spellings(language)))
        except RuleError:
            raise  # built-in rules, read for their spellings, hold mistakes of their own
        except (PhraseError, regex.error, ValueError) as error:
            mistakes.append(f"{place}: rule {entry.id!r}: {error}")
    lexicons: tuple[tuple[str, Lexicon], ...] = ()
    groups: tuple[tuple[str, Group], ...] = ()
    try:
        groups = tuple((file.language, group) for group in content.spellings)
        if _names_words(content):
            lexicons = ((file.language, _lexicon(content, spellings(file.language))),)
        elif not (content.rule or content.disable or content.spellings):
            raise ValueError("found no rules, expected some, or 'disable', or words of a language")
    except ValueError as error:
        mistakes.append(f"{file.shown}:1: {error}")
    return RuleSet(tuple(rules), tuple(content.disable), lexicons, groups)


WORDS = ("address", "speech", "appeal", "person", "joins", "wording", "leads")
"""Keys of a rule file that name words of a language as phrases."""


def _names_words(file: RuleFile) -> bool:
    return bool(file.common) or any(getattr(file, kind) for kind in WORDS)


def _lexicon(file: RuleFile, spellings: Spellings) -> Lexicon:
    """Return the words of a language that a file names."""
    phrases = {kind: compile_phrases(getattr(file, kind), spellings) for kind in WORDS}
    return Lexicon(common=tuple(file.common), **phrases)
