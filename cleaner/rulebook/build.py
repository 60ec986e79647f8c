"""Compiles the built-in rules to one JSON file when the wheel is built, and reads them back.

Checking and compiling a thousand TOML rules takes longer than cleaning an article; the wheel carries them ready. In a
source checkout, which has no such file, the TOML files are read. Both give equal rules, in the same order.
"""

import json
from functools import lru_cache
from pathlib import Path

from cleaner.rulebook.rule import Rule

PACKAGE = Path(__file__).resolve().parent.parent
COMPILED = PACKAGE / "rules" / "compiled.json"


def rules_folder() -> Path:
    """Return the folder of the built-in rule files: inside the package, or beside it in a source checkout."""
    inside = PACKAGE / "rules"
    return inside if inside.is_dir() else PACKAGE.parent / "rules"


def write_compiled(rules_dir: Path, target: Path) -> None:
    """Write the rules in ``rules_dir`` to ``target``; raise :class:`cleaner.RuleError` if one is wrong."""
    from cleaner.rulebook.load import load

    rules = [rule.to_dict() for rule in load(rules_dir).rules]
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(rules, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")


@lru_cache(maxsize=1)
def builtin_rules() -> tuple[Rule, ...]:
    """Return the built-in rules; read once a process, as they cannot change while it runs."""
    if COMPILED.is_file():
        return tuple(Rule.from_dict(values) for values in json.loads(COMPILED.read_text(encoding="utf-8")))
    from cleaner.rulebook.load import load

    return tuple(Rule.from_dict(rule.to_dict()) for rule in load(rules_folder()).rules)
