"""Words of a language: by which a site speaks to its reader, by which a reporter quotes, by which the language is known."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Words of a language; empty where its rule files name none.

    ``address`` and ``speech`` are expressions for folded text, one a phrase, for guards; ``common`` are words as written,
    in lower case, by which a text of the language is known.
    """

    address: tuple[str, ...] = ()
    speech: tuple[str, ...] = ()
    common: tuple[str, ...] = ()

    def addresses(self, text: str) -> bool | None:
        """Tell whether folded ``text`` speaks to the reader; None where the language has no words for it."""
        return _search(self.address, text)

    def reports(self, text: str) -> bool | None:
        """Tell whether folded ``text`` reports speech; None where the language has no words for it."""
        return _search(self.speech, text)


Lexicons = Mapping[str, Lexicon]


def merge(lexicons: Iterable[tuple[str, Lexicon]]) -> dict[str, Lexicon]:
    """Return one lexicon a language, with the words of all that are given."""
    merged: dict[str, Lexicon] = {}
    for language, lexicon in lexicons:
        old = merged.get(language, Lexicon())
        merged[language] = Lexicon(
            tuple(sorted({*old.address, *lexicon.address})),
            tuple(sorted({*old.speech, *lexicon.speech})),
            tuple(sorted({*old.common, *lexicon.common})),
        )
    return merged


FEW, ENOUGH = 1, 3
"""Different common words that make a text one of a language, up to a page of SHORT code points and beyond."""
SHORT = 1000


def languages_in(text: str, lexicons: Lexicons) -> set[str]:
    """Return the languages that ``text`` may hold a passage of, by their common words.

    Generous on purpose: a language too many costs time, one too few leaves boilerplate behind. Languages without
    common words are always among them.
    """
    lower = text.lower()
    words = set(lower.split())
    needed = FEW if len(text) < SHORT else ENOUGH
    silent = {language for language, lexicon in lexicons.items() if not lexicon.common}
    found = {language for language, lexicon in lexicons.items() if _is_of(lexicon.common, words, lower, needed)}
    return found | silent


def _is_of(common: tuple[str, ...], words: set[str], lower: str, needed: int) -> bool:
    spaced, unspaced = _by_spacing(common)
    return len(spaced & words) + sum(word in lower for word in unspaced) >= needed


@cache
def _by_spacing(common: tuple[str, ...]) -> tuple[frozenset[str], tuple[str, ...]]:
    """Return the words that stand between spaces, and those of scripts without spaces."""
    unspaced = tuple(word for word in common if word[0] >= "\u3040")
    return frozenset(common) - frozenset(unspaced), unspaced


def _search(expressions: tuple[str, ...], text: str) -> bool | None:
    return None if not expressions else _compiled(expressions).search(text) is not None


@cache
def _compiled(expressions: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(expressions), re.DOTALL)
