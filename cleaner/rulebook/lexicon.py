"""Words of a language that guards go by: by which a site speaks to its reader, and by which a reporter quotes."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Expressions for folded text, one a phrase; empty where a language's rule files name none."""

    address: tuple[str, ...] = ()
    speech: tuple[str, ...] = ()

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
        )
    return merged


def _search(expressions: tuple[str, ...], text: str) -> bool | None:
    return None if not expressions else _compiled(expressions).search(text) is not None


@cache
def _compiled(expressions: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(expressions), re.DOTALL)
