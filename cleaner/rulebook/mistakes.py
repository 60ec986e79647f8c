"""Says what is wrong with a rule file in the words of its author: file, line, rule, what was found and what was expected."""

from typing import Any

import regex

from cleaner.rulebook.schema import RuleEntry, RuleFile

_SPELT = {
    "id": "words of small letters and digits with hyphens between, such as 'en-promo-gazette'",
    "language": "a code such as 'en', or 'any'",
    "sites": "the name of a host, such as 'example.org'",
}
"""What is expected of texts that are spelt in a certain way."""


class Lines:
    """Finds the line of a rule, or of a key in it, for error messages; tomllib keeps no positions."""

    def __init__(self, source: str) -> None:
        self._lines = source.split("\n")
        self._rules = [i for i, line in enumerate(self._lines, 1) if regex.match(r"\s*\[\[\s*rule\s*\]\]", line)]

    def rule(self, index: int) -> int:
        """Return the line of a rule, by its number in the file."""
        return self._rules[index] if index < len(self._rules) else 1

    def key(self, index: int | None, key: str) -> int:
        """Return the line of a key in a rule, or of the file itself."""
        first = 1 if index is None else self.rule(index)
        last = len(self._lines) if index is None or index + 1 >= len(self._rules) else self._rules[index + 1]
        for number in range(first, last + 1):
            if regex.match(rf"\s*{regex.escape(key)}\s*=", self._lines[number - 1]):
                return number
        return first


def describe(shown: str, lines: Lines, data: dict[str, Any], error: Any) -> str:
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
