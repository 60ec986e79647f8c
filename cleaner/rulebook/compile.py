"""Turns a checked entry of a rule file into a rule; refuses what a schema cannot see: bad patterns, unreachable rules."""

from collections.abc import Iterable
from pathlib import Path

import regex

from cleaner.fold import fold_expression, fold_words
from cleaner.labels import LABELS
from cleaner.language import code
from cleaner.rulebook.anchors import has_nested_repeat, read_anchors, width
from cleaner.rulebook.expressions import bound, either
from cleaner.rulebook.phrase_anchors import anchors
from cleaner.rulebook.phrases import UNSPACED, phrase_width, to_regex
from cleaner.rulebook.rarity import SHORTEST_ANCHOR, is_common
from cleaner.rulebook.rule import LINE, LONGEST, Pattern, Rule, split_anchor
from cleaner.rulebook.schema import RuleEntry, RuleFile
from cleaner.rulebook.spellings import Spellings

EDGES = 24
"""Code points of punctuation and symbols that may stand round the words of a whole line, for example a row of emoji."""


def compile_rule(entry: RuleEntry, file: RuleFile, path: Path, source: str, spellings: Spellings) -> Rule:
    """Turn a checked entry into a rule; raise ValueError for what a schema cannot see."""
    label = entry.label or file.label or (path.stem if path.stem in LABELS else None)
    if label is None:
        raise ValueError(
            f"found no label, and the file's name {path.stem!r} is none: expected one of {', '.join(LABELS)}"
        )
    language = entry.language or language_of(file, path)
    if not entry.id.startswith(f"{language}-{label}-"):
        raise ValueError(f"expected an id that begins {language}-{label}-")
    if entry.regex is not None:
        patterns = [_regex_pattern(fold_expression(_on_one_line(entry.regex)), entry)]
    else:
        patterns = [_phrase_pattern(spellings.write_out(phrase), entry) for phrase in entry.phrases or ()]
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
        unless=f"(?:{either(compile_phrases(entry.unless, spellings))})" if entry.unless else None,
        longest=entry.longest,
        sites=tuple(site.lower().removeprefix("www.") for site in entry.sites),
        source=source,
        removes=tuple(entry.removes),
        keeps=tuple(entry.keeps),
    )


def language_of(file: RuleFile, path: Path) -> str:
    """Return the language of a file's rules; raise ValueError if neither it nor its folder names one."""
    language = file.language or _folder_language(path)
    if language is None:
        raise ValueError(
            f"found no language, and the folder's name {path.resolve().parent.name!r} is none: expected a code such as 'en', or 'any'"
        )
    return language


def _folder_language(path: Path) -> str | None:
    name = path.resolve().parent.name
    return name if name == "any" or regex.fullmatch(r"[a-z]{2,3}(-[a-z]{2,4})?", name) else None


def compile_phrases(phrases: list[str], spellings: Spellings) -> tuple[str, ...]:
    """Return the expressions of phrases that are looked for anywhere; words are bounded where spaces part them."""
    written = map(spellings.write_out, phrases)
    return tuple(to_regex(phrase) if UNSPACED.search(phrase) else bound(to_regex(phrase)) for phrase in written)


def _phrase_pattern(phrase: str, entry: RuleEntry) -> Pattern:
    longest = _longest_text(phrase, *phrase_width(phrase), entry)
    bounded = UNSPACED.search(phrase) is None
    return Pattern(to_regex(phrase), bounded, _mark_common(anchors(phrase, entry.where), longest, entry), longest)


def _regex_pattern(pattern: str, entry: RuleEntry) -> Pattern:
    _check_regex(pattern)
    given = [fold_expression(anchor) for anchor in entry.anchors or ()]
    literals = _given_anchors(given) if given else read_anchors(pattern, entry.where)
    if not literals:
        raise ValueError(
            "found no literal of three letters that every match contains; expected one in the regex, or 'anchors'"
        )
    expression = f"(?:{pattern})"
    try:
        least, most = width(expression)
    except ValueError:
        least, most = 0, LONGEST
    longest = _longest_text(pattern, least, most, entry)
    return Pattern(expression, True, _mark_common(literals, longest, entry), longest)


def _on_one_line(expression: str) -> str:
    """Return an expression that may be written over several indented lines, without breaks and indentation."""
    return "".join(line.lstrip() for line in expression.split("\n"))


def _mark_common(literals: Iterable[str], longest: int, entry: RuleEntry) -> tuple[str, ...]:
    """Mark the anchors that are only looked for in short lines; a single word is, if the match is one and nothing else."""
    in_lines = entry.where == "whole" and longest <= LINE
    return tuple(
        ("~" if is_common(literal) or (in_lines and literal.strip("^<>$").isalpha()) else "") + literal
        for literal in literals
    )


def _longest_text(written: str, least: int, most: int, entry: RuleEntry) -> int:
    """Return the longest text worth looking at: one that must be the match and nothing else is no longer than that.

    Raises ValueError if no text that the rule looks at is long enough.
    """
    if least > entry.longest:
        raise ValueError(f"'longest': found {entry.longest}, expected {least} or more, the least for {written!r}")
    return min(entry.longest, most + EDGES) if entry.where == "whole" else entry.longest


def _check_regex(pattern: str) -> None:
    """Raise ValueError for an author's expression that cannot be compiled, cannot match or is unsafe."""
    try:
        compiled = regex.compile(pattern)
    except regex.error as error:
        raise ValueError(
            f"found a regex that does not compile ({error}), expected one for the 'regex' module"
        ) from error
    if compiled.fullmatch(""):
        raise ValueError("found a regex that matches nothing at all (the empty text), expected one that needs words")
    if has_nested_repeat(pattern):
        raise ValueError("found a repeat inside a repeat, which can take for ever; expected a bounded or a single one")
    if pattern != pattern.lower() and regex.search(
        r"(?<!\\)\p{Lu}", regex.sub(r"\\[pP]\{[^}]*\}|\(\?P?<[^>]*>|\(\?P[=>]\w+\)|\\.", "", pattern)
    ):
        raise ValueError("found capital letters in a regex, which can never match: text is folded to lower case first")


_EDGE_WORD = regex.compile(r"\^[\p{L}\p{N}]+[>$]|[\^<][\p{L}\p{N}]+\$")


def _given_anchors(texts: list[str]) -> tuple[str, ...]:
    """Return an author's own anchors, marks (``^ < > $``) included; raise ValueError if the scan could miss one.

    An anchor may hold punctuation, but no quotes, dashes or dots, which are spelt in many ways.
    """
    for text in texts:
        literal = split_anchor(text).literal
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
