"""Says what excuses a finding, from the document, the place, and what else was found; each veto keeps a near miss.

All guards are in GUARDS, in the order in which they are asked, and in docs/rules.md: those that go by form (``place``), and
those that need the words by which a language reports speech or speaks to the reader (``words``), which rule files name.
"""

from collections.abc import Callable

from cleaner.cases import Case
from cleaner.guards import place, words

QUOTATION, REPORTED, ATTRIBUTED = "quotation", "reported", "attributed"
"""Names of guards after which the rest of the paragraph goes on about the same."""

GUARDS: tuple[tuple[str, Callable[[Case], bool]], ...] = (
    (QUOTATION, place.is_quoted),
    ("reported speech", place.is_beside_speech),
    ("introduced by the paragraph before", place.is_introduced),
    ("subhead followed by prose", place.is_subhead),
    ("an item of a numbered list", place.is_numbered),
    ("a heading in a row", place.is_heading_in_row),
    ("a sentence among others", place.is_among_others),
    ("a sentence after others", place.is_afterthought),
    ("may be the headline", place.may_be_headline),
    ("a headline has no full stop", place.is_no_headline),
    ("an answer of an interview", place.is_answer),
    ("may hold another line", place.may_hold_other_line),
    (REPORTED, words.is_reported),
    (REPORTED, words.is_reported_below),
    (ATTRIBUTED, words.is_attributed),
    ("goes on in the line below", words.is_broken_off),
    ("named in another paragraph", words.is_named),
    ("told of", words.is_told_of),
    ("spoken of", words.is_spoken_of),
    ("spoken of in the line below", words.is_spoken_of_below),
    ("a headline about the wording", words.is_headline_about),
    ("not said to the reader", words.is_impersonal),
    ("a statement, of which a hint says nothing", words.is_statement),
    ("a question that is answered", words.is_answered),
    ("a sentence among others", words.is_button_told_of),
    ("opens a paragraph about it", words.is_taken_up),
    ("opens a paragraph that goes on", words.is_continued),
)
"""The guards by the names under which near misses show them, in the order in which they are asked."""


def excuse_of(case: Case) -> str | None:
    """Return the name of the first guard that excuses a finding, or None."""
    return next((name for name, is_excused in GUARDS if is_excused(case)), None)
