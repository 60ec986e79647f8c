"""How boilerplate is worded in a language: weights of words, learnt from the examples of its rules.

A rule knows the wording that it was written for; its examples, all of them together, also tell which words go with
boilerplate and which with reporting. benchmarks/train_wording.py learns a logistic regression from them and writes the
weights into ``rules/<language>/wording.json``. Here they are only summed up.
"""

import re
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import regex

from cleaner.fold import UNSPACED

_TOKEN = regex.compile(r"[\p{L}\p{M}]+|\d+|[^\w\s]")  # vowel signs are no letters to `re`
_ASCII_TOKEN = re.compile(r"[a-zA-Z]+|[0-9]+|[^\w\s]")  # the same, quicker
STEM = 6
"""Letters of a word that count; what follows is mostly inflection. Where words have no spaces between them, one."""
LENGTHS = (3, 6, 10, 16, 24, 40)
"""Words and signs from which on a text counts as longer; prompts are short."""
SHOWN = 3
"""Words that are named as the reason."""


Judgement = tuple[float, str, list[str]]
"""The natural logarithm of the odds that a text is boilerplate, the likeliest label (empty if none is), and the words."""


@dataclass(frozen=True)
class Wording:
    """Weights of what a language's boilerplate says.

    ``words`` gives for a feature (see :func:`features`) its weight, in natural logarithms of odds, and the label that it
    speaks for, empty where it speaks for reporting or only for any boilerplate; ``bias`` is the weight of saying nothing.
    """

    bias: float = 0.0
    words: Mapping[str, tuple[float, str]] = field(default_factory=dict)

    def judge(self, folded: str) -> Judgement:
        """Judge folded text; the words are those that weigh most, at most SHOWN."""
        known = [
            (*self.words[feature], feature) for feature in features(folded, self._seconds) if feature in self.words
        ]
        labels: dict[str, float] = {}
        for weight, label, _ in known:
            if label:
                labels[label] = labels.get(label, 0.0) + weight
        best = sorted(((weight, feature) for weight, label, feature in known if label), reverse=True)
        return (
            self.bias + sum(weight for weight, _, _ in known),
            max(sorted(labels), key=labels.__getitem__, default=""),
            [feature for _, feature in best[:SHOWN]],
        )

    @cached_property
    def _seconds(self) -> frozenset[str]:
        """The second words of the pairs that weigh anything."""
        return frozenset(feature.rpartition(" ")[2] for feature in self.words if " " in feature)


def rule_id(language: str, label: str) -> str:
    """Return the name that stands for a rule where the wording of a label was judged in a language.

    >>> rule_id("en", "newsletter")
    'en-newsletter-wording'
    """
    return f"{language}-{label}-wording"


def features(folded: str, seconds: Container[str] | None = None) -> Iterable[str]:
    """Return what counts of folded text, each once, in a stable order: words, pairs of neighbours, signs, how long it is.

    Of the pairs only those whose second word is among ``seconds``, if that is given.

    >>> list(features("sign up, it is free!"))[:7]
    ['sign', '^ sign', 'up', 'sign up', ',', 'up ,', 'it']
    """
    found: dict[str, None] = {}
    before = "^"
    count = 0
    for word in (_ASCII_TOKEN if folded.isascii() else _TOKEN).findall(folded):
        for token in (
            word if not word.isascii() and UNSPACED.match(word) else ("0" if word[0].isdigit() else word[:STEM],)
        ):
            found[token] = None
            if seconds is None or token in seconds:
                found[f"{before} {token}"] = None
            before = token
            count += 1
    found[f"{before} $"] = None
    for length in LENGTHS:
        if count > length:
            found[f"#{length}"] = None
    return found
