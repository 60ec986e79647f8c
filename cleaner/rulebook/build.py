"""Compiles the built-in rules to JSON when the wheel is built, a file a language, and reads them back.

Checking and compiling a thousand TOML rules takes longer than cleaning an article; the wheel carries them ready. In a
source checkout, which has no such files, the TOML files are read. Both give equal rules, in the same order.
"""

import json
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

from cleaner.rulebook.lexicon import Lexicon
from cleaner.rulebook.rule import Rule

PACKAGE = Path(__file__).resolve().parent.parent
COMPILED = PACKAGE / "rules" / "compiled"
"""Folder with ``<language>.json`` for the rules and ``lexicons.json`` for the words of all languages."""
LEXICON = "language.toml"
"""The one file of a built-in language that names its words for guards."""


def rules_folder() -> Path:
    """Return the folder of the built-in rule files: inside the package, or beside it in a source checkout."""
    inside = PACKAGE / "rules"
    return inside if inside.is_dir() else PACKAGE.parent / "rules"


def write_compiled(rules_dir: Path, target: Path) -> None:
    """Write the rules in ``rules_dir`` into the folder ``target``; raise :class:`cleaner.RuleError` if one is wrong."""
    target.mkdir(parents=True, exist_ok=True)
    languages = _languages(rules_dir)
    contents: dict[str, Any] = {
        language: [rule.to_dict() for rule in _load(rules_dir, language)] for language in languages
    }
    contents["lexicons"] = {language: asdict(lexicon) for language, lexicon in _load_lexicons(rules_dir).items()}
    for name, content in contents.items():
        (target / f"{name}.json").write_text(
            json.dumps(content, ensure_ascii=False, separators=(",", ":")), encoding="utf-8"
        )


@cache
def builtin_languages() -> tuple[str, ...]:
    """Return the codes of the languages that there are built-in rules for, ``any`` among them."""
    return tuple(builtin_lexicons())


@cache
def builtin_rules(language: str) -> tuple[Rule, ...]:
    """Return the built-in rules of a language; read once a process, as they cannot change while it runs."""
    if not COMPILED.is_dir():
        return _load(rules_folder(), language)
    return tuple(Rule.from_dict(values) for values in _read(language))


@cache
def builtin_lexicons() -> dict[str, Lexicon]:
    """Return the words of the languages that there are built-in rules for, empty where a language has none."""
    if not COMPILED.is_dir():
        return _load_lexicons(rules_folder())
    return {
        language: Lexicon(**{kind: tuple(found) for kind, found in words.items()})
        for language, words in _read("lexicons").items()
    }


def _read(name: str) -> Any:
    return json.loads((COMPILED / f"{name}.json").read_text(encoding="utf-8"))


def _languages(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.is_dir() and path.name != COMPILED.name)


def _load(folder: Path, language: str) -> tuple[Rule, ...]:
    from cleaner.rulebook.load import load

    return load(folder / language, base=folder).rules


def _load_lexicons(folder: Path) -> dict[str, Lexicon]:
    from cleaner.rulebook.load import load

    lexicons = {}
    for language in _languages(folder):
        file = folder / language / LEXICON
        lexicons[language] = dict(load(file, base=folder).lexicons)[language] if file.is_file() else Lexicon()
    return lexicons
