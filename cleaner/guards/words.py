"""Guards that go by the words of a language for speech, for speaking to the reader, and for what sites ask.

Rules of a language without such words do without these guards.
"""

import re

from cleaner.cases import CONTINUATION, Case, is_claimed, sentences_after
from cleaner.detectors.evidence import PERSONAL
from cleaner.document import Span
from cleaner.fold import fold
from cleaner.guards.place import ANSWER, TOLD, is_among_reporting, is_short_sentence
from cleaner.rulebook.lexicon import Lexicon
from cleaner.shapes import begins_small, ends_in_question, has_full_stop, has_full_stop_after_word, is_closed, measure

# What parts the last clause of a sentence from what somebody says in it, as in "Already a subscriber? the page asks."
_CLAUSE = re.compile(r"[,،؛] |[?!؟] |[,、](?=[\u3040-\u9fff])")
# What parts wording from what is told of it, as in "Subscribe now, flashes the machine after each coin."
_BREAK = re.compile(r"[,،;:] | -+ |--+|、|[,:;](?=[\u3040-\u9fff])")
_COMMA = re.compile(r"[,،] ")
_NUMBER = re.compile(r"\d")
_CLOSED = re.compile(r"[^\s\d.][.।。۔]\s*$")
SPEAKER = 8
"""Code points that a sentence must say beyond the evidence to name who says it."""
REMAINDER = 50
"""Code points that a sentence must say beyond the evidence to be judged by what it says there."""
REMARK = 40
"""How much a clause must say to tell something of the wording before it; "so that all goes well" belongs to it."""
CLAUSE = (2, 7)
"""Words of a clause that tells of the wording before it."""
PIECES = 4
"""Lines below among which the first that no evidence speaks against may be about the wording."""
OPENING = 30
"""Code points from its beginning on within which such a line names the wording: "The complaint begins with that sentence"."""
LABEL = 2
"""Words up to which a line may stand between the halves of a sentence, as the mark of an advertisement does."""
NEAR = 60
"""Code points of that wording that the rule need not have matched."""
STATED = frozenset(("bio", "disclosure"))
"""Labels of statements, which go on after a comma: "She covers courts, schools and the sea for us"."""
ASKING = frozenset(("paywall", "comment", "contact", "ui"))
"""Labels whose questions are buttons ("Already a subscriber?"); those of offers lead over to the offer."""
TOLD_IN = 80
"""Code points in which a sentence says whose the wording before it is."""
ASKED = frozenset(("cookie", "donation", "newsletter", "paywall"))
"""Labels of notices that headlines quote so: "This site uses cookies: what all see and nobody reads"."""
HEADLINE_GOES_ON = 20
"""How much such a headline must say after the colon."""
ATTRIBUTING = frozenset(("related", "bio"))
"""Labels of lines that may end so all the same: headlines of teasers, and what an author has done."""


def is_reported(case: Case) -> bool:
    """Tell whether the sentence, evidence aside, names someone who says it; of a person, "her" is no such word."""
    if case.size_beside < SPEAKER:
        return False
    folded, sentence = case.sentence.folded, case.sentence
    rest = folded[: sentence.position(case.start)] + " " + folded[sentence.position(case.end) :]
    return case.tells(rest) if case.label == "bio" else case.reports(rest)


def is_reported_below(case: Case) -> bool:
    """Tell whether the sentence breaks off at a comma, and the line below says, from a small letter on, who says it."""
    after = continuation(case)
    if after is None or not case.sentence.folded.endswith(","):
        return False
    return case.reports(after.sentences[0].folded)


def is_cited(case: Case) -> bool:
    """Tell whether a sentence further up in the paragraph names who says what follows its colon: "He lists: Log in? Buy access"."""
    for sentence in case.block.sentences:
        if sentence.start >= case.sentence.start:
            return False
        said, colon, _ = sentence.folded.partition(": ")
        if colon and case.tells(said) and not case.lexicon.addresses(_COMMA.split(said)[-1]):
            return True
    return False


def is_broken_off(case: Case) -> bool:
    """Tell whether the sentence goes on in the line below and ends there, not said to the reader, and nothing claimed of it.

    So prose looks that was hard-wrapped among lines that were not, and verse.
    """
    after = continuation(case)
    if after is None or is_closed(case.sentence) or len(case.sentence.folded.split()) <= LABEL:
        return False
    if case.claims.by_block.get(case.index + 1) or after.is_item or not has_full_stop_after_word(after):
        return False
    return case.lexicon.addresses(after.folded) is False and not case.lexicon.asks(after.folded)


def continuation(case: Case) -> Span | None:
    """Return the line below the sentence if that is the last of its own and the one below begins with a small letter."""
    blocks, below = case.document.blocks, case.index + 1
    if not case.is_last or below == len(blocks) or not begins_small(blocks[below]):
        return None
    return blocks[below]


def is_named(case: Case) -> bool:
    """Tell whether another paragraph names the wording, or its beginning, in quotation marks, and does not speak to the reader.

    So a report tells of buttons: "The word «Share» stood on every page". Nothing may be claimed of that paragraph, as of a
    banner that explains its buttons.
    """
    wording = fold(case.document.text[case.start : case.end])[0]
    return any(
        case.lexicon.addresses(beside) is False
        for index, beside in case.claims.naming(wording)
        if index != case.index and index not in case.claims.by_block
    )


def is_attributed(case: Case) -> bool:
    """Tell whether the last clause of the sentence, or a short one inside it, names who says it, even where a gap took it in.

    What lines of the labels ATTRIBUTING end with may look so; of teasers, none that a full stop ends ("Ferry to stop,
    minister says").
    """
    is_sentence = case.label == "related" and has_full_stop_after_word(case.sentence)
    if case.label in ATTRIBUTING and not is_sentence:
        return False
    if ends_in_report(case.sentence, case.lexicon):
        return True
    shorter = (said for said in _CLAUSE.split(case.sentence.folded)[1:-1] if len(said) < REMARK)
    return any(case.tells(said) and not case.lexicon.addresses(said) for said in shorter)


def ends_in_report(sentence: Span, lexicon: Lexicon) -> bool:
    """Tell whether the last clause of a sentence of several names who says it, and is not said to the reader."""
    _, *clauses = _CLAUSE.split(sentence.folded)
    return bool(clauses and lexicon.reports(clauses[-1]) and not lexicon.addresses(clauses[-1]))


def is_told_of(case: Case) -> bool:
    """Tell whether all that follows the wording is a clause of a few words about it: "Donate now, crackled the tannoy"."""
    sentence, lexicon = case.sentence, case.lexicon
    opening, *clauses = _COMMA.split(sentence.folded)
    if (
        case.label not in PERSONAL
        or len(clauses) != 1
        or ":" in opening
        or sentence.position(case.start) > len(opening)
    ):
        return False
    said = clauses[0]
    place = sentence.original(len(sentence.folded) - len(said)) - sentence.start  # folded, it may be longer
    begins = sentence.text[place]
    if not has_full_stop_after_word(sentence) or not begins.isalpha() or begins.isupper() or _NUMBER.search(said):
        return False
    if not CLAUSE[0] <= len(said.split()) <= CLAUSE[1] or lexicon.goes_on(opening) is not False:
        return False
    return not (lexicon.goes_on(said) or lexicon.addresses(said) or lexicon.asks(said))


def is_spoken_of_below(case: Case) -> bool:
    """Tell whether the line below, of which nothing is claimed, has words for the wording above it near its beginning.

    So reports show wording without marks, on a line of its own: "We use cookies." / "That sentence hung on the door."
    What follows the sentence in its own line must be claimed, too. Other pieces of it may stand between.
    """
    blocks, claimed = case.document.blocks, case.claims.by_block
    if not all(is_claimed(other, case.claimed) for other in case.rest):
        return False
    below = next((i for i in range(case.index + 1, min(case.index + PIECES, len(blocks))) if i not in claimed), None)
    return below is not None and is_closed(blocks[below]) and case.speaks_of_wording(blocks[below].folded, OPENING)


def is_spoken_of(case: Case) -> bool:
    """Tell whether the sentence goes on about the wording that opens it, as in "Subscribe now, flashes the machine".

    What goes on is a clause of its own, which a full stop closes, and no list. Nothing else is claimed of the paragraph,
    and the clause neither speaks to the reader nor asks or offers anything. An appeal that names sums goes on with what
    they do, a legal line with its terms.
    """
    sentence = case.sentence
    if case.label in STATED or not _CLOSED.search(sentence.text):
        return False
    place = sentence.position(case.end)
    clause = _BREAK.search(sentence.folded, max(place - 2, 0))
    if clause is None or clause.start() - place > NEAR:
        return False
    wording, said = sentence.folded[: clause.start()], sentence.folded[clause.end() :]
    begin = sentence.original(clause.end())
    if measure(said) < REMARK or any(end > begin or start < sentence.start for start, end in case.claimed):
        return False
    if "," in clause.group():
        is_name = sentence.text[begin - sentence.start].isupper() and not sentence.text.isupper()
        if case.label == "legal" or is_name:
            return False
    if _NUMBER.search(wording) or is_list(sentence.folded):
        return False
    return case.lexicon.addresses(said) is False and not case.lexicon.asks(said)


def is_headline_about(case: Case) -> bool:
    """Tell whether the first line goes on after a colon without a word to the reader, or of what sites ask and offer."""
    if case.index > 0 or case.label not in ASKED or is_closed(case.sentence):
        return False
    wording, colon, said = case.sentence.folded.partition(":")
    if not colon or case.sentence.position(case.start) >= len(wording):
        return False
    if measure(said) < HEADLINE_GOES_ON or is_list(said):
        return False
    return case.lexicon.addresses(said) is False and not case.lexicon.asks(said)


def is_impersonal(case: Case) -> bool:
    """Tell whether the sentence goes on well beyond the evidence without a word to the reader."""
    if case.label not in PERSONAL or case.size_beside < REMAINDER:
        return False
    return case.lexicon.addresses(case.sentence.folded) is False


def is_statement(case: Case) -> bool:
    """Tell whether a full stop closes a block that does not speak to the reader."""
    return case.is_hint and has_full_stop(case.block) and case.lexicon.addresses(case.block.folded) is False


def is_answered(case: Case) -> bool:
    """Tell whether what follows a question goes into it, not said to the reader, or names who asks.

    That is the next sentence of the paragraph or, in a text that is one line, the next block.
    """
    if case.label not in ASKING or not ends_in_question(case.sentence.folded):
        return False
    rest, claimed = sentences_after(case)
    if not rest:
        return False
    after = rest[0]
    if ends_in_report(after, case.lexicon):
        return True
    if is_claimed(after, claimed):
        return False
    if case.reports(after.folded):
        return True
    return after.end - after.start >= ANSWER and case.lexicon.addresses(after.folded) is False


def is_button_told_of(case: Case) -> bool:
    """Tell whether the words of a button for cookies, full stop and all, open a paragraph that goes on about them."""
    return case.label == "cookie" and is_short_sentence(case) and goes_on(case)


def is_taken_up(case: Case) -> bool:
    """Tell whether a paragraph opens with the wording and then says whose it is, or goes on about it, if evidence is weak.

    So reports quote without marks: "We use cookies. So says every page." What goes on about the wording is not said to the
    reader, and stands among reporting; beside strong evidence, that may be a paragraph to which a prompt is glued.
    """
    if case.label not in TOLD:
        return False
    if case.is_weak and is_among_reporting(case) and is_about_it(case):
        return True
    rest, claimed = sentences_after(case)
    if not rest or case.sentence.start != case.block.sentences[0].start or is_claimed(rest[0], claimed):
        return False
    return (
        measure(rest[0].folded) <= TOLD_IN
        and case.tells(rest[0].folded)
        and case.lexicon.addresses(rest[0].folded) is False
    )


def is_spoken_of_next(case: Case) -> bool:
    """Tell whether the next sentence of the paragraph, of which nothing is claimed, has words for the wording before it."""
    goes_on = next((other for other in case.rest if not is_claimed(other, case.claimed)), None)
    return goes_on is not None and case.speaks_of_wording(goes_on.folded, OPENING)


def is_about_it(case: Case) -> bool:
    """Tell whether only the first sentences of a block are claimed, and those after them ask nobody for anything."""
    claimed = [is_claimed(sentence, case.claimed) for sentence in case.block.sentences]
    opening = claimed.index(False) if False in claimed else len(claimed)
    rest = case.block.sentences[opening:]
    if not opening or not rest or any(claimed[opening:]) or measure(rest[0].folded) < ANSWER:
        return False
    return all(case.lexicon.addresses(other.folded) is False and not case.lexicon.asks(other.folded) for other in rest)


def is_continued(case: Case) -> bool:
    """Tell whether a finding would take the rest of a paragraph that goes on about something else."""
    return case.finding.end > case.sentence.end and goes_on(case)


def goes_on(case: Case) -> bool:
    """Tell whether a sentence after this one is prose that is neither claimed by other evidence nor said to the reader."""
    rest, claimed = sentences_after(case)
    return any(
        case.lexicon.addresses(other.folded) is False and not is_claimed(other, claimed)
        for other in rest
        if measure(other.folded) >= CONTINUATION
    )


def is_list(sentence: str) -> bool:
    """Tell whether what commas part are the pieces of a list, of a word or two each: "Get news, sport and so on"."""
    _, *pieces = [len(piece.split()) for piece in _COMMA.split(sentence)]
    return len(pieces) > 1 and (min(pieces) < 2 or max(pieces) < 4 or (len(pieces) > 2 and min(pieces) < 3))
