"""Reads rule files, checks them strictly and turns them into rules; all mistakes are reported together.

Nothing is skipped silently: a file with a mistake yields no rules, and the error names file, line, rule, what was found
and what was expected.
"""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import regex
from pydantic import ValidationError

from cleaner.fold import fold_words
from cleaner.labels import LABELS
from cleaner.language import code
from cleaner.rulebook.anchors import has_nested_repeat, read_anchors, width
from cleaner.rulebook.errors import RuleError
from cleaner.rulebook.lexicon import Lexicon
from cleaner.rulebook.phrases import SHORTEST_ANCHOR, UNSPACED, PhraseError, anchors, is_common, phrase_width, to_regex
from cleaner.rulebook.rule import LINE, LONGEST, Pattern, Rule, Where, bound, either, split_anchor
from cleaner.rulebook.schema import RuleEntry, RuleFile


@dataclass(frozen=True)
class Loaded:
    """What rule files say: rules in file order, the names of what they switch off, words of languages."""

    rules: tuple[Rule, ...] = ()
    disable: tuple[str, ...] = ()
    lexicons: tuple[tuple[str, Lexicon], ...] = ()


def rule_files(path: Path) -> list[Path]:
    """Return the rule files at ``path``, a file or a folder that is searched all the way down, in a stable order."""
    if path.is_dir():
        if files := sorted(p for p in path.rglob("*.toml") if p.is_file()):
            return files
        raise RuleError([f"{path}: found no rule file in this folder, expected files that end in .toml"])
    if path.is_file():
        return [path]
    raise RuleError([f"{path}: no such file or folder: expected a rule file (.toml) or a folder of them"])


def load(path: str | Path, base: Path | None = None) -> Loaded:
    """Load a rule file, or all rule files in a folder; raise :class:`RuleError` with every mistake found.

    Files are named in messages and sources as they lie under ``base``, by default the folder.
    """
    root = Path(path)
    files = rule_files(root)
    base = base or (root if root.is_dir() else None)
    rules: list[Rule] = []
    disable: list[str] = []
    lexicons: list[tuple[str, Lexicon]] = []
    mistakes: list[str] = []
    seen: dict[str, str] = {}
    for file in files:
        shown = file.relative_to(base).as_posix() if base else str(path)
        found = _load_file(file, shown)
        mistakes.extend(found.mistakes)
        disable.extend(found.disable)
        lexicons.extend(found.lexicons)
        for rule in found.rules:
            if rule.id in seen:
                mistakes.append(
                    f"{rule.source}: rule {rule.id!r}: found a second rule with this id, expected ids to be unique; the first is at {seen[rule.id]}"
                )
            seen.setdefault(rule.id, rule.source)
            rules.append(rule)
    if mistakes:
        raise RuleError(mistakes)
    return Loaded(tuple(rules), tuple(disable), tuple(lexicons))


@dataclass(frozen=True)
class _FileContents:
    rules: tuple[Rule, ...] = ()
    disable: tuple[str, ...] = ()
    lexicons: tuple[tuple[str, Lexicon], ...] = ()
    mistakes: tuple[str, ...] = ()


def _load_file(file: Path, shown: str) -> _FileContents:
    try:
        source = file.read_bytes().decode("utf-8-sig")
        data = tomllib.loads(source)
    except OSError as error:
        return _FileContents(mistakes=(f"{shown}: cannot be read: {error.strerror or error}",))
    except UnicodeDecodeError as error:
        return _FileContents(
            mistakes=(f"{shown}: found bytes that are not UTF-8 at offset {error.start}, expected UTF-8 text",)
        )
    except tomllib.TOMLDecodeError as error:
        return _FileContents(mistakes=(f"{shown}: not valid TOML: {error}",))
    lines = _Lines(source)
    try:
        checked = RuleFile.model_validate(data)
    except ValidationError as error:
        return _FileContents(mistakes=tuple(_describe(shown, lines, data, e) for e in error.errors()))
    rules: list[Rule] = []
    mistakes: list[str] = []
    for index, entry in enumerate(checked.rule):
        place = f"{shown}:{lines.rule(index)}"
        try:
            rules.append(_build(entry, checked, file, place))
        except (PhraseError, regex.error, ValueError) as error:
            mistakes.append(f"{place}: rule {entry.id!r}: {error}")
    lexicons: tuple[tuple[str, Lexicon], ...] = ()
    has_words = bool(checked.address or checked.speech or checked.person or checked.common or checked.appeal)
    if not (has_words or checked.rule or checked.disable):
        mistakes.append(f"{shown}:1: found no rules, expected some, or 'disable', or words of a language")
    if has_words:
        try:
            words = Lexicon(
                _expressions(checked.address),
                _expressions(checked.speech),
                tuple(checked.common),
                _expressions(checked.appeal),
                _expressions(checked.person),
            )
            lexicons = ((code(_language(checked, file)), words),)
        except ValueError as error:
            mistakes.append(f"{shown}:1: {error}")
    return _FileContents(tuple(rules), tuple(checked.disable), lexicons, tuple(mistakes))


def _expressions(phrases: list[str]) -> tuple[str, ...]:
    return tuple(_bounded(to_regex(phrase), phrase) for phrase in phrases)


def _language(file: RuleFile, path: Path) -> str:
    """Return the language of a file's rules; raise ValueError if neither it nor its folder names one."""
    language = file.language or _folder_language(path)
    if language is None:
        raise ValueError(
            f"found no language, and the folder's name {path.resolve().parent.name!r} is none: expected a code such as 'en', or 'any'"
        )
    return language


def _build(entry: RuleEntry, file: RuleFile, path: Path, source: str) -> Rule:
    """Turn a checked entry into a rule; raise ValueError for what a schema cannot see."""
    label = entry.label or file.label or (path.stem if path.stem in LABELS else None)
    if label is None:
        raise ValueError(
            f"found no label, and the file's name {path.stem!r} is none: expected one of {', '.join(LABELS)}"
        )
    language = entry.language or _language(file, path)
    if not entry.id.startswith(f"{language}-{label}-"):
        raise ValueError(f"expected an id that begins {language}-{label}-")
    if entry.phrases is not None:
        patterns = [_phrase_pattern(phrase, entry) for phrase in entry.phrases]
    else:
        patterns = [_regex_pattern(_joined(entry.regex or ""), entry)]
    return Rule(
        id=entry.id,
        label=label,
        language=code(language),
        why=entry.why,
        patterns=tuple(patterns),
        is_free=entry.regex is not None,
        where=entry.where,
        takes=entry.takes,
        strength=entry.strength,
        unless=_join(entry.unless) if entry.unless else None,
        longest=entry.longest,
        sites=tuple(site.lower().removeprefix("www.") for site in entry.sites),
        source=source,
        removes=tuple(entry.removes),
        keeps=tuple(entry.keeps),
    )


def _phrase_pattern(phrase: str, entry: RuleEntry) -> Pattern:
    longest = _reach(phrase, *phrase_width(phrase), entry)
    bounded = UNSPACED.search(phrase) is None
    return Pattern(to_regex(phrase), bounded, _marked(anchors(phrase, entry.where), longest, entry), longest)


def _joined(expression: str) -> str:
    """Return an expression that may be written over several indented lines, without breaks and indentation."""
    return "".join(line.lstrip() for line in expression.split("\n"))


def _regex_pattern(pattern: str, entry: RuleEntry) -> Pattern:
    expression, literals = _check_regex(pattern, entry.where, entry.anchors)
    try:
        widths = width(expression)
    except ValueError:
        widths = 0, LONGEST
    longest = _reach(pattern, *widths, entry)
    return Pattern(expression, True, _marked(literals, longest, entry), longest)


def _marked(literals: Iterable[str], longest: int, entry: RuleEntry) -> tuple[str, ...]:
    """Mark the anchors that are only looked for in short lines; a single word is, if the match is one and nothing else."""
    in_lines = entry.where == "whole" and longest <= LINE
    return tuple(
        ("~" if is_common(literal) or (in_lines and literal.strip("^<>$").isalpha()) else "") + literal
        for literal in literals
    )


def _reach(written: str, least: int, most: int, entry: RuleEntry) -> int:
    """Return the longest text worth looking at: one that must be the match and nothing else is no longer than that.

    Raises ValueError if no text that the rule looks at is long enough.
    """
    if least > entry.longest:
        raise ValueError(f"'longest': found {entry.longest}, expected {least} or more, the least for {written!r}")
    return min(entry.longest, most + EDGES) if entry.where == "whole" else entry.longest


EDGES = 24
"""Code points of punctuation and symbols that may stand round the words of a whole line, for example a row of emoji."""


def _folder_language(path: Path) -> str | None:
    name = path.resolve().parent.name
    return name if name == "any" or regex.fullmatch(r"[a-z]{2,3}(-[a-z]{2,4})?", name) else None


def _join(phrases: list[str]) -> str:
    """Join phrases to one expression; words are bounded where the script has spaces between them."""
    return "(?:" + either(_expressions(phrases)) + ")"


def _bounded(pattern: str, phrase: str) -> str:
    return pattern if UNSPACED.search(phrase) else bound(pattern)


def _check_regex(pattern: str, where: Where, given: list[str] | None) -> tuple[str, tuple[str, ...]]:
    """Return the author's expression and its anchors; raise ValueError for one that is unsafe or has none."""
    try:
        regex.compile(pattern)
    except regex.error as error:
        raise ValueError(
            f"found a regex that does not compile ({error}), expected one for the 'regex' module"
        ) from error
    if regex.compile(pattern).fullmatch(""):
        raise ValueError("found a regex that matches nothing at all (the empty text), expected one that needs words")
    if has_nested_repeat(pattern):
        raise ValueError("found a repeat inside a repeat, which can take for ever; expected a bounded or a single one")
    if pattern != pattern.lower() and regex.search(
        r"(?<!\\)\p{Lu}", regex.sub(r"\\[pP]\{[^}]*\}|\(\?P?<[^>]*>|\(\?P[=>]\w+\)|\\.", "", pattern)
    ):
        raise ValueError("found capital letters in a regex, which can never match: text is folded to lower case first")
    literals = _given_anchors(given) if given else read_anchors(pattern, where)
    if not literals:
        raise ValueError(
            "found no literal of three letters that every match contains; expected one in the regex, or 'anchors'"
        )
    return f"(?:{pattern})", literals


_EDGE_WORD = regex.compile(r"\^[\p{L}\p{N}]+[>$]|[\^<][\p{L}\p{N}]+\$")


def _given_anchors(texts: list[str]) -> tuple[str, ...]:
    """Return an author's own anchors, marks (``^ < > $``) included; raise ValueError if the scan could miss one.

    An anchor may hold punctuation, but no quotes, dashes or dots, which are spelt in many ways.
    """
    for text in texts:
        _, _, literal, _ = split_anchor(text)
        if text == "^#" or (_EDGE_WORD.fullmatch(text) and literal == fold_words(literal)):
            continue
        if (
            literal != fold_words(literal)
            or regex.search(r"['\"\-.]|  ", literal)
            or (literal.isalnum() and len(literal) < SHORTEST_ANCHOR)
        ):
            raise ValueError(
                f"found the anchor {text!r}, expected three folded letters or more, or two characters with punctuation, without quotes, dashes and dots"
            )
    return tuple(texts)


class _Lines:
    """Finds the line of a rule, or of a key in it, for error messages; tomllib keeps no positions."""

    def __init__(self, source: str) -> None:
        self._lines = source.split("\n")
        self._rules = [i for i, line in enumerate(self._lines, 1) if regex.match(r"\s*\[\[\s*rule\s*\]\]", line)]

    def rule(self, index: int) -> int:
        return self._rules[index] if index < len(self._rules) else 1

    def key(self, index: int | None, key: str) -> int:
        first = 1 if index is None else self.rule(index)
        last = len(self._lines) if index is None or index + 1 >= len(self._rules) else self._rules[index + 1]
        for number in range(first, last + 1):
            if regex.match(rf"\s*{regex.escape(key)}\s*=", self._lines[number - 1]):
                return number
        return first


_SPELT = {
    "id": "words of small letters and digits with hyphens between, such as 'en-promo-gazette'",
    "language": "a code such as 'en', or 'any'",
    "sites": "the name of a host, such as 'example.org'",
}
"""What is expected of texts that are spelt in a certain way."""


def _describe(shown: str, lines: _Lines, data: dict[str, Any], error: Any) -> str:
    """Say a schema error in the words of the user's file."""
    place = list(error["loc"])
    index = place[1] if len(place) > 1 and place[0] == "rule" and isinstance(place[1], int) else None
    keys = [str(part) for part in (place[2:] if index is not None else place)]
    line = lines.key(index, keys[0]) if keys else lines.rule(index or 0)
    rule = ""
    if index is not None:
        entry = data["rule"][index] if isinstance(data.get("rule"), list) else None
        name = entry.get("id") if isinstance(entry, dict) else None
        rule = f" rule {name!r}:" if name else f" rule number {index + 1}:"
    key = f" {keys[0]!r}:" if keys else ""
    found = repr(error.get("input"))
    found = found if len(found) <= 60 else found[:57] + "..."
    match error["type"]:
        case "extra_forbidden":
            known = RuleEntry.model_fields if index is not None else RuleFile.model_fields
            return f"{shown}:{line}:{rule} found an unknown key {keys[-1]!r}, expected one of {', '.join(known)}"
        case "missing":
            return f"{shown}:{line}:{rule} found no {keys[-1]!r}, expected it"
        case "too_short":
            return f"{shown}:{line}:{rule}{key} found {found}, expected {error['ctx']['min_length']} or more"
        case "string_too_short":
            return f"{shown}:{line}:{rule}{key} found {found}, expected text"
        case "value_error":
            return f"{shown}:{line}:{rule}{key} {str(error['msg']).removeprefix('Value error, ')}"
        case "string_pattern_mismatch":
            return f"{shown}:{line}:{rule}{key} found {found}, expected {_SPELT[keys[0]]}"
        case _:
            expected = str(error["msg"]).replace("Input should be", "expected")
            return f"{shown}:{line}:{rule}{key} found {found}, {expected[0].lower() + expected[1:]}"
