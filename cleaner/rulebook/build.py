"""Compiles the built-in rules to JSON when the wheel is built, a file a language, and reads them back.

Checking and compiling a thousand TOML rules takes longer than cleaning an article; the wheel carries them ready. In a
source checkout, which has no such files, what the TOML files say is kept when they are first read (see
:mod:`cleaner.rulebook.cache`). Both give equal rules, in the same order.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from cleaner.rulebook.lexicon import Lexicon
from cleaner.rulebook.rule import Rule
from cleaner.rulebook.wording import Wording

PACKAGE = Path(__file__).resolve().parent.parent
COMPILED = PACKAGE / "rules" / "compiled"
"""Folder with ``<language>.json`` for the rules and words of a language, and INDEX for all languages' common words."""
EXAMPLES = ("removes", "keeps")
CACHE = PACKAGE.parent / ".rules_cache"
"""Folder in a checkout for the same, written when rules are first read."""
INDEX = "languages"
LEXICON = "language.toml"
"""The one file of a built-in language that names its words."""
WORDING = "wording.json"
"""The file of a built-in language with the weights of its words; see :mod:`cleaner.rulebook.wording`."""


def rules_folder() -> Path:
    """Return the folder of the built-in rule files: inside the package, or beside it in a source checkout."""
    inside = PACKAGE / "rules"
    return inside if inside.is_dir() else PACKAGE.parent / "rules"


def write_compiled(rules_dir: Path, target: Path) -> None:
    """Write the rules in ``rules_dir`` into the folder ``target``, without their examples, which the engine never reads.

    Raises :class:`cleaner.RuleError` if one is wrong.
    """
    target.mkdir(parents=True, exist_ok=True)
    for name in (INDEX, *_languages(rules_dir)):
        content = _read_files(rules_dir, name)
        for rule in content.get("rules", ()):
            for examples in EXAMPLES:
                del rule[examples]
        text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
        (target / f"{name}.json").write_text(text, encoding="utf-8")


@cache
def builtin_languages() -> dict[str, tuple[str, ...]]:
    """Return the languages that there are built-in rules for, ``any`` among them, with their common words."""
    return {language: tuple(words) for language, words in _read(INDEX).items()}


@cache
def builtin_rules(language: str) -> tuple[Rule, ...]:
    """Return the built-in rules of a language; read once a process, as they cannot change while it runs."""
    return tuple(Rule.from_dict(values) for values in _read(language)["rules"])


@cache
def builtin_lexicon(language: str) -> Lexicon:
    """Return the words of a language that there are built-in rules for, empty where it names none."""
    return Lexicon(**{kind: tuple(found) for kind, found in _read(language)["lexicon"].items()})


@cache
def builtin_wording(language: str) -> Wording:
    """Return the weights of the words of a language that there are built-in rules for, empty where it has none."""
    found = _read(language)["wording"]
    return Wording(found["bias"], {feature: (weight, label) for feature, (weight, label) in found["words"].items()})


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
    """Return what is compiled of a language, or the index; in a checkout with the rules' examples."""
    if COMPILED.is_dir():
        return json.loads((COMPILED / f"{name}.json").read_text(encoding="utf-8"))
    return _read_files(rules_folder(), name)


def _read_files(folder: Path, name: str) -> Any:
    """Return what the rule files of a language say, or for the index all languages' files; kept for the next time."""
    from cleaner.rulebook.cache import kept

    if name == INDEX:
        return kept(CACHE / f"{name}.json", sorted(folder.glob(f"*/{LEXICON}")), lambda: _common_words(folder))
    files = sorted(path for path in (folder / name).rglob("*") if path.suffix == ".toml" or path.name == WORDING)
    return kept(CACHE / f"{name}.json", files, lambda: _compile(folder, name))


def _languages(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.is_dir() and path.name != COMPILED.name)


def _common_words(folder: Path) -> dict[str, tuple[str, ...]]:
    return {language: _lexicon(folder, language).common for language in _languages(folder)}


def _compile(folder: Path, language: str) -> dict[str, Any]:
    from cleaner.rulebook.load import load

    loaded = load(folder / language, base=folder)
    rules = [rule.to_dict() | {examples: getattr(rule, examples) for examples in EXAMPLES} for rule in loaded.rules]
    lexicon = dict(loaded.lexicons).get(language, Lexicon())
    file = folder / language / WORDING
    wording = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else asdict(Wording())
    return {"rules": rules, "lexicon": asdict(lexicon), "wording": wording}


def _lexicon(folder: Path, language: str) -> Lexicon:
    from cleaner.rulebook.load import load

    file = folder / language / LEXICON
    return dict(load(file, base=folder).lexicons)[language] if file.is_file() else Lexicon()
