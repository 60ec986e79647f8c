"""Compiles the built-in rules to one JSON file when the wheel is built, and reads them back.

Checking and compiling a thousand TOML rules takes longer than cleaning an article; the wheel carries them ready. In a
source checkout, which has no such file, the TOML files are read. Both give equal rules, in the same order.
"""

import json
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from cleaner.rulebook.lexicon import Lexicon
from cleaner.rulebook.rule import Rule

PACKAGE = Path(__file__).resolve().parent.parent
COMPILED = PACKAGE / "rules" / "compiled.json"


def rules_folder() -> Path:
    """Return the folder of the built-in rule files: inside the package, or beside it in a source checkout."""
    inside = PACKAGE / "rules"
    return inside if inside.is_dir() else PACKAGE.parent / "rules"


def write_compiled(rules_dir: Path, target: Path) -> None:
    """Write the rules in ``rules_dir`` to ``target``; raise :class:`cleaner.RuleError` if one is wrong."""
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(_compile(rules_dir), ensure_ascii=False, separators=(",", ":")), encoding="utf-8")


def _compile(rules_dir: Path) -> dict[str, Any]:
    from cleaner.rulebook.load import load

    loaded = load(rules_dir)
    return {
        "rules": [rule.to_dict() for rule in loaded.rules],
        "lexicons": [[language, asdict(lexicon)] for language, lexicon in loaded.lexicons],
    }


@dataclass(frozen=True)
class Builtin:
    """The built-in rules, and the words of languages that come with them."""

    rules: tuple[Rule, ...]
    lexicons: tuple[tuple[str, Lexicon], ...]


@lru_cache(maxsize=1)
def builtin() -> Builtin:
    """Return the built-in rules; read once a process, as they cannot change while it runs."""
    data = json.loads(COMPILED.read_text(encoding="utf-8")) if COMPILED.is_file() else _compile(rules_folder())
    return Builtin(
        rules=tuple(Rule.from_dict(values) for values in data["rules"]),
        lexicons=tuple(
            (language, Lexicon(tuple(words["address"]), tuple(words["speech"]))) for language, words in data["lexicons"]
        ),
    )
