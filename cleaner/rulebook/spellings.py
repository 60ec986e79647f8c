"""Writes out the ways in which a language spells the words of a phrase, so that rules name one of them and match all.

What single characters do, folding leaves out (:mod:`cleaner.fold`); this is for words: ``e-mail`` and ``email``,
``ください`` and ``下さい``. Which ways there are, rule files say (``spellings`` in docs/rules.md).
"""

from collections.abc import Iterable, Sequence

import regex

from cleaner.rulebook.phrases import PhraseError, parse, spacing_of

Group = Sequence[str]
"""Ways to write one word, each in the language of phrases; a star before or after says that the word may go on there."""


class Spellings:
    """The groups of one language. Immutable."""

    def __init__(self, groups: Iterable[Group]) -> None:
        self._choices: dict[str, str] = {}
        ways: dict[str, str] = {}
        for group in groups:
            words = [word.strip("*") for word in group]
            choice = f"({'|'.join(words)})"
            parse(choice)
            for way, word in zip(group, words, strict=True):
                if self._choices.setdefault(word.lower(), choice) != choice:
                    raise PhraseError(f"found the spelling {word!r} in two groups, expected it in one")
                ways[word] = _bounded(way, word)
        longest_first = sorted(ways, key=lambda word: (-len(word), word))
        expression = "|".join(ways[word] for word in longest_first)
        self._pattern = regex.compile(expression, regex.IGNORECASE) if ways else None

    def write_out(self, phrase: str) -> str:
        r"""Return a phrase in which a choice stands for each word that is spelt in several ways.

        >>> Spellings([["e-mail*", "email*"], ["log-in", "login"]]).write_out("your email[address] for the login")
        'your (e-mail|email)[address] for the (log-in|login)'
        """
        if self._pattern is None:
            return phrase
        written: str = self._pattern.sub(lambda match: self._choices[match.group().lower()], phrase)
        return written


def _bounded(way: str, word: str) -> str:
    """Return the expression of a way to write a word, which begins and ends where words do unless stars say otherwise."""
    literal: str = regex.escape(word)
    is_spaced = spacing_of(word) != "none"
    before = r"(?<![\p{L}\p{M}\p{N}])" if is_spaced and not way.startswith("*") else ""
    after = r"(?![\p{L}\p{M}\p{N}])" if is_spaced and not way.endswith("*") else ""
    return before + literal + after
