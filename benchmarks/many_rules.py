"""Makes nine rules out of each built-in one: the same shape, other words. For measuring only; they mean nothing."""

import random
import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from texts import ROOT, golden

from cleaner import RuleError
from cleaner.labels import LABELS
from cleaner.rulebook.load import load

PER_RULE = 9
FUNCTION_WORDS = 3
"""Letters up to which a word stays as it is, as every language's small words come again in all its rules."""
_WORD = re.compile(r"[^\W\d_]+")
_REGEX_WORD = re.compile(r"\\[pP]\{\w+\}|\\.|\[[^\]]*\]|\(\?[^()]*?[>:=!)]|(?P<word>[a-z]+)")
_PLAIN = ("where", "takes", "strength", "longest", "sites")


def vocabulary() -> list[str]:
    """Return the words of the built-in rules and of the golden documents, each once, so that most are rare."""
    words: set[str] = set()
    for file in (ROOT / "rules").rglob("*.toml"):
        for rule in tomllib.loads(file.read_text(encoding="utf-8")).get("rule", ()):
            words.update(w for phrase in rule.get("phrases", ()) for w in _WORD.findall(phrase.lower()))
    for lines in golden("negative", "synthetic", "wild"):
        words.update(w for _, line in lines for w in _WORD.findall(line.lower()))
    return sorted(w for w in words if len(w) > FUNCTION_WORDS and w.isascii())


def write_rules(folder: Path, seed: int = 0) -> int:
    """Write the rules as TOML files below ``folder``; return their number."""
    pick = random.Random(seed)
    words = vocabulary()
    count = 0
    for file in sorted((ROOT / "rules").rglob("*.toml")):
        data = tomllib.loads(file.read_text(encoding="utf-8"))
        language, label = data.get("language", file.parent.name), data.get("label", file.stem)
        target = folder / language / f"{label if label in LABELS else file.stem}.toml"
        target.parent.mkdir(parents=True, exist_ok=True)
        entries = []
        for rule in data.get("rule", ()):
            for number in range(PER_RULE):
                entries.append(
                    _varied(rule, number, rule.get("language", language), rule.get("label", label), pick, words, target)
                )
        if entries:
            target.write_text("\n".join(entries), encoding="utf-8")
        count += len(entries)
    return count


def _varied(
    rule: dict[str, Any], number: int, language: str, label: str, pick: random.Random, words: list[str], target: Path
) -> str:
    """Return one rule as TOML: the same with other words, or where that cannot be loaded, with a few words alone."""
    head = {
        "id": f"{language}-{label}-{rule['id'].removeprefix(f'{language}-{label}-')}-x{number}",
        "label": label,
        "language": language,
    }
    rest = {key: rule[key] for key in _PLAIN if key in rule}
    examples = {"why": "made for measuring", "removes": _sentences(pick, words), "keeps": _sentences(pick, words)}

    def other(word: str) -> str:
        return word if len(word) <= FUNCTION_WORDS else pick.choice(words)

    body: dict[str, Any] = {
        key: [_WORD.sub(lambda m: other(m.group()), phrase) for phrase in rule[key]]
        for key in ("phrases", "unless")
        if key in rule
    }
    if "regex" in rule:
        body["regex"] = _vary_regex(rule["regex"], other)
        if "anchors" in rule:
            body["phrases"] = [" ".join(pick.choices(words, k=2)) for _ in rule["anchors"]]
            del body["regex"]
    plain = {key: value for key, value in rest.items() if key != "longest"}
    for attempt in (rest | body, plain | {"phrases": [" ".join(pick.choices(words, k=3))]}):
        text = _toml(head | attempt | examples)
        target.write_text(text, encoding="utf-8")
        try:
            load(target)
        except RuleError:
            continue
        return text
    raise AssertionError(f"no variant of {rule['id']} can be loaded:\n{text}")


def _vary_regex(pattern: str, other: Callable[[str], str]) -> str:
    return _REGEX_WORD.sub(lambda m: other(m["word"]) if m["word"] else m.group(), pattern)


def _sentences(pick: random.Random, words: list[str]) -> list[str]:
    return [" ".join(pick.choices(words, k=12)).capitalize() + "." for _ in range(2)]


def _toml(entry: dict[str, Any]) -> str:
    """Write one rule; all its values are texts without line breaks, numbers, and lists of texts."""

    def value(v: Any) -> str:
        if isinstance(v, list):
            return "[" + ", ".join(map(value, v)) + "]"
        return (
            str(v)
            if isinstance(v, int)
            else '"' + v.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
        )

    return "[[rule]]\n" + "".join(f"{key} = {value(v)}\n" for key, v in entry.items())
