"""Compiles the built-in rules to lines of JSON when the wheel is built, a file a language, and reads them back.

Checking and compiling a thousand TOML rules takes longer than cleaning an article; the wheel carries them ready, with the
index of what they are looked for by, and a rule's line is only read when a text may hold what it describes. In a
source checkout, which has no such files, what the TOML files say is kept when they are first read (see
:mod:`cleaner.rulebook.cache`). Both give equal rules, in the same order.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import Any

from cleaner.rulebook.index import Index, LazyList, make_index
from cleaner.rulebook.lexicon import Lexicon
from cleaner.rulebook.rule import Needs, Rule
from cleaner.rulebook.wording import Wording

PACKAGE = Path(__file__).resolve().parent.parent
COMPILED = PACKAGE / "rules" / "compiled"
"""Folder with the files of :func:`_lines`."""
EXAMPLES = ("removes", "keeps")
CACHE = PACKAGE.parent / ".rules_cache"
"""Folder in a checkout for the same, written when rules are first read."""
EVERYWHERE = ("any", "en")
"""Languages whose built-in rules every text meets: furniture in English stands on pages in all languages."""
COMMON = "languages"
"""Name of what is compiled of all languages: their common words."""
INDEX = ".index"
"""With it end the names of the indexes of rules that are tried together."""
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
    languages = _languages(rules_dir)
    packs = [EVERYWHERE, *((language,) for language in languages if language not in EVERYWHERE)]
    for name in (COMMON, *languages, *map(_index_name, packs)):
        lines = _read_files(rules_dir, name)
        if name in languages:
            lines[1:] = map(_without_examples, lines[1:])
        (target / f"{name}.jsonl").write_text("\n".join(lines), encoding="utf-8", newline="")


def _without_examples(line: str) -> str:
    return _dump({name: value for name, value in json.loads(line).items() if name not in EXAMPLES})


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _index_name(languages: Sequence[str]) -> str:
    return "+".join(languages) + INDEX


@cache
def builtin_languages() -> dict[str, tuple[str, ...]]:
    """Return the languages that there are built-in rules for, ``any`` among them, with their common words."""
    return {language: tuple(words) for language, words in json.loads(_lines(COMMON)[0]).items()}


@cache
def builtin_rules(language: str) -> tuple[Rule, ...]:
    """Return the built-in rules of a language; read once a process, as they cannot change while it runs."""
    return tuple(map(_read_rule, _lines(language)[1:]))


def _read_rule(line: str) -> Rule:
    return Rule.from_dict(json.loads(line))


@cache
def builtin_index(languages: Sequence[str]) -> tuple[Sequence[Rule], Index]:
    """Return the built-in rules of languages that are tried together, in order of their ids, and their index.

    A rule is only read when it is asked for.
    """
    lines = _lines(_index_name(languages))
    files = [_lines(language) for language in languages]
    rules = LazyList((files[file][line] for file, line in json.loads(lines[0])), _read_rule)
    return rules, Index.from_lines(lines[1:])


@cache
def builtin_lexicon(language: str) -> Lexicon:
    """Return the words of a language that there are built-in rules for, empty where it names none."""
    return Lexicon(**{kind: tuple(found) for kind, found in json.loads(_lines(language)[0])["lexicon"].items()})


@cache
def builtin_spellings(language: str) -> list[list[str]]:
    """Return the groups of spellings of a language, empty where it names none or there are no built-in rules for it."""
    found: list[list[str]] = json.loads(_lines(language)[0])["spellings"] if language in builtin_languages() else []
    return found


@cache
def builtin_wording(language: str) -> Wording:
    """Return the weights of the words of a language, empty where it has none or there are no built-in rules for it."""
    if language not in builtin_languages():
        return Wording()
    found = json.loads(_lines(language)[0])["wording"]
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


@lru_cache(maxsize=4)  # what is compiled of a language is asked for by several functions, one after the other
def _lines(name: str) -> list[str]:
    """Return what is compiled under a name, each line a JSON text.

    Of a language they are its words, then its rules, in a checkout with their examples; for COMMON all languages' common
    words; of the name of an index where the rules stand, as [number of the language, line], then the lines of the index.
    """
    if COMPILED.is_dir():
        return (COMPILED / f"{name}.jsonl").read_text(encoding="utf-8").split("\n")
    return _read_files(rules_folder(), name)


def _read_files(folder: Path, name: str) -> list[str]:
    """Return the same of the rule files in a folder; kept for the next time."""
    from cleaner.rulebook.cache import cached

    if name == COMMON:
        files = sorted(folder.glob(f"*/{LEXICON}"))
        make = partial(_common_words, folder)
    elif name.endswith(INDEX):
        languages = name.removesuffix(INDEX).split("+")
        files = [file for language in languages for file in _files(folder, language)]
        make = partial(_index, folder, languages)
    else:
        files = _files(folder, name)
        make = partial(_compile, folder, name)
    lines: list[str] = cached(CACHE / f"{name}.json", files, make)
    return lines


def _files(folder: Path, language: str) -> list[Path]:
    return sorted(path for path in (folder / language).rglob("*") if path.suffix == ".toml" or path.name == WORDING)


def _index(folder: Path, languages: Sequence[str]) -> list[str]:
    files = [_read_files(folder, language) for language in languages]
    rules = [
        (_read_rule(line), (file, number))
        for file, lines in enumerate(files)
        for number, line in enumerate(lines[1:], 1)
    ]
    rules.sort(key=lambda rule: rule[0].id)
    return [_dump([place for _, place in rules]), *make_index(rule for rule, _ in rules).to_lines()]


def _languages(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.is_dir() and path.name != COMPILED.name)


def _common_words(folder: Path) -> list[str]:
    return [_dump({language: _lexicon(folder, language).common for language in _languages(folder)})]


def _compile(folder: Path, language: str) -> list[str]:
    from cleaner.rulebook.load import load

    loaded = load(folder / language, base=folder)
    rules = [
        rule.to_dict() | {"needs": _needs(rule)} | {name: getattr(rule, name) for name in EXAMPLES}
        for rule in loaded.rules
    ]
    lexicon = dict(loaded.lexicons).get(language, Lexicon())
    file = folder / language / WORDING
    wording = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else asdict(Wording())
    spellings = [group for _, group in loaded.spellings]
    words = {"lexicon": asdict(lexicon), "wording": wording, "spellings": spellings}
    return [_dump(value) for value in (words, *rules)]


def _needs(rule: Rule) -> list[Needs]:
    from cleaner.rulebook.anchors import read_needs

    return [read_needs(pattern.expression, pattern.anchors) for pattern in rule.patterns]


def _lexicon(folder: Path, language: str) -> Lexicon:
    from cleaner.rulebook.load import load

    file = folder / language / LEXICON
    return dict(load(file, base=folder).lexicons)[language] if file.is_file() else Lexicon()
