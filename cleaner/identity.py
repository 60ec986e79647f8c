"""What tells one cleaning from another: everything that decides the output, as JSON-able values, and a hash of it."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, astuple
from typing import Any

from cleaner.detectors import Detector
from cleaner.detectors.layout import load_weights
from cleaner.rulebook import LAYOUT, Rule, Rulebook, RuleSet


def fingerprint(book: Rulebook, kept: Iterable[str], strictness: str, detectors: Iterable[Detector]) -> str:
    """Return a hash of version, rules, words, weights and options, the same in any process and on any machine."""
    from cleaner import __version__

    lexicons = {
        language: [sorted(words) for words in astuple(lexicon)] for language, lexicon in sorted(book.lexicons.items())
    }
    layout = {} if book.is_unwanted(LAYOUT) else dict(load_weights())
    options = [lexicons, book.weights, layout, sorted(kept), strictness, _names(detectors), __version__]
    content = json.dumps([_describe(book.rules), options], sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()[:16]


def choices(
    own: RuleSet, kept: Iterable[str], disable: Iterable[str], strictness: str, detectors: Iterable[Detector]
) -> list[Any]:
    """Return what a caller chose, built-in rules aside."""
    lexicons = [[language, asdict(lexicon)] for language, lexicon in own.lexicons]
    return [_describe(own.rules), own.disable, lexicons, sorted(kept), sorted(disable), strictness, _names(detectors)]


def _describe(rules: Iterable[Rule]) -> list[dict[str, Any]]:
    """Return rules as JSON-able values, wherever they were read from."""
    return [rule.to_dict() | {"source": ""} for rule in rules]


def _names(detectors: Iterable[Detector]) -> list[str]:
    return [f"{type(d).__module__}.{type(d).__qualname__}:{d.name}" for d in detectors]
