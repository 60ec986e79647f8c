"""Says what excuses a finding, from the document, the place, and what else was found; each veto keeps a near miss.

All guards are in GUARDS, in the order in which they are asked, and in docs/rules.md: those that go by the place (``place``),
by the form of the article (``forms``), and those that need the words by which a language reports speech or speaks to the
reader (``words``), which rule files name.
What they excuse tells of the rest of the story (``story``), by which more is excused.
"""

from collections.abc import Callable, Mapping, Sequence

from cleaner.cases import Case, Claims
from cleaner.detectors import Finding
from cleaner.document import Document
from cleaner.guards import forms, place, story, words
from cleaner.labels import REPORTING
from cleaner.rulebook.lexicon import Lexicons

QUOTATION, REPORTED, ATTRIBUTED = "quotation", "reported", "attributed"
REPORTS = frozenset((QUOTATION, REPORTED, ATTRIBUTED))
"""Names of guards after which the rest of the paragraph goes on about the same."""
LISTED, SUBJECT = "listed with what is reported", "the story is about such wording"
"""Names for what excuses that rest, and a line of a story that is about wording like it."""
TELLING = REPORTS | {
    "reported speech",
    "introduced by the paragraph before",
    "named in another paragraph",
    "told of",
    "spoken of",
    "spoken of in the line below",
    "a headline about the wording",
    "a sentence among others",
    "a sentence after others",
}
"""Names of guards after which a story is known to show such wording, or to tell of it."""
OWN_WORDS = REPORTS | {LISTED, SUBJECT}
"""What tells that somebody in the story says it."""

GUARDS: tuple[tuple[str, Callable[[Case], bool]], ...] = (
    (QUOTATION, place.is_quoted),
    (REPORTED, words.is_cited),
    ("reported speech", place.is_beside_speech),
    ("introduced by the paragraph before", place.is_introduced),
    ("subhead followed by prose", place.is_subhead),
    ("an item of a numbered list", forms.is_numbered),
    ("a heading in a row", forms.is_heading_in_row),
    ("the title of a letter", forms.is_title_of_letter),
    ("a question of an interview", forms.is_asked_in_interview),
    ("a sentence among others", place.is_among_others),
    ("a sentence after others", place.is_afterthought),
    ("ends the line above", place.ends_line_above),
    ("may be the headline", place.may_be_headline),
    ("a headline has no full stop", place.is_no_headline),
    ("an answer of an interview", forms.is_answer),
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
    ("opens a paragraph about it", words.is_spoken_of_next),
    ("opens a paragraph that goes on", words.is_continued),
)
"""The guards by the names under which near misses show them, in the order in which they are asked."""


def excuse(
    document: Document, findings: Sequence[Finding], lexicons: Lexicons, language: str | None = None
) -> dict[Finding, str]:
    """Return the findings that a guard excuses, with its name.

    ``lexicons`` are the words by which guards tell a prompt from a report, by language; without them only form counts.
    ``language`` is that of the document, if it is known.
    """
    against = [finding for finding in findings if finding.label not in REPORTING]
    claims = Claims(document, against, lexicons, language)
    cases = {finding: Case(claims, finding, finding.evidence) for finding in against if finding.evidence}
    excused = {finding: name for finding, case in cases.items() if (name := excuse_of(case))}
    reported = [cases[finding] for finding, name in excused.items() if name in REPORTS]
    listed = [finding for finding in story.listed_with(document, against, reported) if finding not in excused]
    excused |= dict.fromkeys(listed, LISTED)
    told = {finding for finding, name in excused.items() if name in TELLING}
    return excused | dict.fromkeys(story.about_wording(cases, excused.keys(), told), SUBJECT)


def excuse_of(case: Case) -> str | None:
    """Return the name of the first guard that excuses a finding, or None."""
    return next((name for name, is_excused in GUARDS if is_excused(case)), None)


def is_own_words(finding: Finding, excused: Mapping[Finding, str]) -> bool:
    """Tell whether somebody in the story says it, so that no detector may build on it; "writes", of an author, proves nothing."""
    return finding.label != "bio" and excused.get(finding, "") in OWN_WORDS
