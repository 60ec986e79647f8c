"""Words of a language: by which a site speaks to its reader and asks of it, by which a reporter quotes, by which it is known."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from functools import cache, lru_cache

import regex

from cleaner.fold import DISGUISED, as_read
from cleaner.rulebook.expressions import either

STEM = 5
"""Code points by which two words are known to be of one stem: the ends of words change in most languages."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Words of a language; empty where its rule files name none.

    ``address`` and ``speech`` are expressions for folded text, one a phrase, for guards; ``appeal`` are such expressions
    for what a site asks for or offers, ``person`` for somebody named before, ``joins`` for what opens a clause that
    belongs to the prompt before it, ``wording`` for what is said near the beginning of a line on the wording above it;
    ``leads`` for what leads to wording shown below; ``common`` are words as written, in lower case, by which a text of
    the language is known.
    """

    address: tuple[str, ...] = ()
    speech: tuple[str, ...] = ()
    common: tuple[str, ...] = ()
    appeal: tuple[str, ...] = ()
    person: tuple[str, ...] = ()
    joins: tuple[str, ...] = ()
    wording: tuple[str, ...] = ()
    leads: tuple[str, ...] = ()

    def addresses(self, text: str) -> bool | None:
        """Tell whether folded ``text`` speaks to the reader; None where the language has no words for it."""
        return _search(self.address, text)

    def reports(self, text: str) -> bool | None:
        """Tell whether folded ``text`` reports speech, or names who may; None where the language has no words for it."""
        told = self.tells(text)
        return bool(_search(self.person, text)) if told is False else told

    def tells(self, text: str) -> bool | None:
        """Tell whether folded ``text`` reports speech in so many words; None where the language has none for it."""
        return _search(self.speech, text)

    def opens_with_person(self, text: str, reach: int) -> bool:
        """Tell whether folded ``text`` begins with somebody named before, or goes on so after a comma within ``reach``."""
        found = _compiled(self.person).finditer(text, 0, reach + 10) if self.person else ()
        return any(m.start() == 0 or (m.start() <= reach and text[m.start() - 2 : m.start()] == ", ") for m in found)

    def goes_on(self, clause: str) -> bool | None:
        """Tell whether a folded clause goes on with a prompt ("and more", "to read on"); None where there are no words for it."""
        return _compiled(self.joins).match(clause) is not None if self.joins else None

    def speaks_of_wording(self, text: str, reach: int) -> bool:
        """Tell whether words for the wording above begin within ``reach`` of folded ``text`` ("With that sentence …")."""
        found = _compiled(self.wording).finditer(text, 0, 3 * reach) if self.wording else ()
        return any(m.start() <= reach for m in found)

    def leads_to_wording(self, sentence: str) -> bool:
        """Tell whether a folded sentence says that wording follows it ("The letter ran as follows."); False without words."""
        return bool(_search(self.leads, sentence))

    def asks(self, text: str) -> int:
        """Return how many different things folded ``text`` asks for or offers; 0 where the language has no words for it."""
        return len(set(self._appeals(text)))

    def asked(self, text: str) -> frozenset[str]:
        """Return the stems of what folded ``text`` asks for or offers, the first STEM code points of each."""
        return frozenset(word[:STEM] for word in self._appeals(text))

    def _appeals(self, text: str) -> list[str]:
        return [match.group() for match in _compiled(self.appeal).finditer(text)] if self.appeal else []


Lexicons = Mapping[str, Lexicon]


def merge(lexicons: Iterable[tuple[str, Lexicon]]) -> dict[str, Lexicon]:
    """Return one lexicon a language, with the words of all that are given."""
    merged: dict[str, Lexicon] = {}
    for language, lexicon in lexicons:
        both = (merged.get(language, Lexicon()), lexicon)
        words = {kind.name: {word for one in both for word in getattr(one, kind.name)} for kind in fields(Lexicon)}
        merged[language] = Lexicon(**{kind: tuple(sorted(found)) for kind, found in words.items()})
    return merged


FEW, ENOUGH = 1, 3
"""Different common words that make a text one of a language, up to a page of SHORT code points and beyond."""
SHORT = 1000
SHARE = 0.2
"""Share of the different common words of the language that a text has most of, from which it may be in another one, too."""
SAMPLE = 2000
"""Code points at either end of a text that are looked at: what stands on a page besides the story stands there too."""
_MARKS = str.maketrans(dict.fromkeys('.,:;!?"()[]“”„«»…،؛؟।', " "))
"""What stands beside words in a text, which common words do not."""
_UNSPACED = regex.compile(r"[\u3040-\u9fff]")


class Languages:
    """The common words of many languages, ready to tell which of them a text holds; ``names`` are those with words."""

    def __init__(self, common: Mapping[str, tuple[str, ...]]) -> None:
        self._spaced: dict[str, tuple[str, ...]] = {}
        self._unspaced: dict[str, tuple[str, ...]] = {}
        self._silent = {name for name, words in common.items() if not words}
        for name, words in common.items():
            for word in words:
                index = self._unspaced if "\u3040" <= word[0] <= "\u9fff" else self._spaced
                index[word] = (*index.get(word, ()), name)
        self._known = frozenset(self._spaced)
        self.names = frozenset(common) - self._silent
        self._count = lru_cache(maxsize=8)(self._count_words)  # more than one asks about the same text

    def of(self, text: str) -> set[str]:
        """Return the languages that ``text`` may hold a passage of.

        Generous on purpose: a language too many costs time, one too few leaves boilerplate behind. Languages without
        common words are always among them.
        """
        counts = self._count(_sample(text))
        needed = max(FEW if len(text) < SHORT else ENOUGH, SHARE * counts[0][1]) if counts else 0
        return self._silent | {name for name, count in counts if count >= needed}

    def main(self, text: str) -> str | None:
        """Return the language of which ``text`` holds most common words; None if two hold as many, or if none does."""
        counts = [*self._count(_sample(text)), ("", 0), ("", 0)]
        return counts[0][0] if counts[0][1] > counts[1][1] else None

    def _count_words(self, sample: str) -> list[tuple[str, int]]:
        """Return how many different common words of each language a sample holds, the most first."""
        is_plain = sample.isascii() and "&" not in sample
        if not is_plain:
            sample = as_read(sample) if DISGUISED.search(sample) else unicodedata.normalize("NFC", sample)
        sample = sample.lower()
        known = self._known.intersection(sample.split()) or self._known.intersection(sample.translate(_MARKS).split())
        words = [self._spaced[word] for word in known]
        if not sample.isascii() and _UNSPACED.search(sample):
            words += [names for word, names in self._unspaced.items() if word in sample]
        found: dict[str, int] = {}
        for names in words:
            for name in names:
                found[name] = found.get(name, 0) + 1
        return sorted(found.items(), key=lambda item: -item[1])


def _sample(text: str) -> str:
    return text if len(text) <= 2 * SAMPLE else f"{text[:SAMPLE]} {text[-SAMPLE:]}"


def _search(expressions: tuple[str, ...], text: str) -> bool | None:
    return None if not expressions else _compiled(expressions).search(text) is not None


@cache
def _compiled(expressions: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(either(expressions), re.DOTALL)
