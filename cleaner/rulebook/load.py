"""Reads rule files, checks them strictly and turns them into rules; all mistakes are reported together.

Nothing is skipped silently: a file with a mistake yields no rules, and the error names file, line, rule, what was found
and what was expected.
"""

import tomllib
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


def rule_files(path: Path) -> list[Path]:
    """Return the rule files at ``path``, a file or a folder that is searched all the way down, in a stable order."""
    if path.is_dir():
        if files := sorted(p for p in path.rglob("*.toml") if p.is_file()):
            return files
        raise RuleError([f"{path}: found no rule file in this folder, expected files that end in .toml"])
    if path.is_file():
        return [path]
    raise RuleError([f"{path}: no such file or folder: expected a rule file (.toml) or a folder of them"])


def load(path: str | Path, base: Path | None = None) -> RuleSet:
    """Load a rule file, or all rule files in a folder; raise :class:`RuleError` with every mistake found.

    Files are named in messages and sources as they lie under ``base``, by default the folder.
    """
    root = Path(path)
    files = rule_files(root)
    base = base or (root if root.is_dir() else None)
    rules: dict[str, Rule] = {}
    disable: list[str] = []
    lexicons: list[tuple[str, Lexicon]] = []
    mistakes: list[str] = []
    for file in files:
        found, wrong = _load_file(file, file.relative_to(base).as_posix() if base else str(path))
        mistakes.extend(wrong)
        disable.extend(found.disable)
        lexicons.extend(found.lexicons)
        for rule in found.rules:
            if (first := rules.setdefault(rule.id, rule)) is not rule:
                mistakes.append(
                    f"{rule.source}: rule {rule.id!r}: found a second rule with this id, expected ids to be unique; the first is at {first.source}"
                )
    if mistakes:
        raise RuleError(mistakes)
    return RuleSet(tuple(rules.values()), tuple(disable), tuple(lexicons))


def _load_file(file: Path, shown: str) -> tuple[RuleSet, list[str]]:
    """Return what a file says as far as it can be read, and its mistakes; these call it ``shown``."""
    try:
        source = file.read_bytes().decode("utf-8-sig")
        data = tomllib.loads(source)
    except OSError as error:
        return RuleSet(), [f"{shown}: cannot be read: {error.strerror or error}"]
    except UnicodeDecodeError as error:
        return RuleSet(), [f"{shown}: found bytes that are not UTF-8 at offset {error.start}, expected UTF-8 text"]
    except tomllib.TOMLDecodeError as error:
        return RuleSet(), [f"{shown}: not valid TOML: {error}"]
    lines = Lines(source)
    try:
        checked = RuleFile.model_validate(data)
    except ValidationError as error:
        return RuleSet(), [describe(shown, lines, data, e) for e in error.errors()]
    rules: list[Rule] = []
    mistakes: list[str] = []
    for index, entry in enumerate(checked.rule):
        place = f"{shown}:{lines.rule(index)}"
        try:
            rules.append(compile_rule(entry, checked, file, place))
        except (PhraseError, regex.error, ValueError) as error:
            mistakes.append(f"{place}: rule {entry.id!r}: {error}")
    lexicons: tuple[tuple[str, Lexicon], ...] = ()
    try:
        if lexicon := _lexicon(checked):
            lexicons = ((code(language_of(checked, file)), lexicon),)
        elif not (checked.rule or checked.disable):
            raise ValueError("found no rules, expected some, or 'disable', or words of a language")
    except ValueError as error:
        mistakes.append(f"{shown}:1: {error}")
    return RuleSet(tuple(rules), tuple(checked.disable), lexicons), mistakes


def _lexicon(file: RuleFile) -> Lexicon | None:
    """Return the words of a language that a file names, if it names any."""
    kinds = ("address", "speech", "appeal", "person", "joins", "wording")
    phrases = {kind: compile_phrases(getattr(file, kind)) for kind in kinds}
    lexicon = Lexicon(common=tuple(file.common), **phrases)
    return None if lexicon == Lexicon() else lexicon
