"""Says what excuses a finding, from the document, the place, and what else was found; each veto keeps a near miss.

Most guards go by form (quotation marks, the paragraph before) and work in every language; some need the words by which a
language reports speech or speaks to the reader, which rule files name. All are in GUARDS, in the order in which they are
asked, and in docs/rules.md.
"""

import re
from collections.abc import Callable, Sequence

from cleaner.cases import Case
from cleaner.document import Span
from cleaner.quotations import holds_speech, lies_within
from cleaner.shapes import has_full_stop, has_full_stop_after_word, is_closed, is_prose, measure

QUOTATION, REPORTED, ATTRIBUTED = "quotation", "reported", "attributed"
"""Names of guards after which the rest of the paragraph goes on about the same."""

# What parts the last clause of a sentence from what somebody says in it, as in "Already a subscriber? the page asks."
_CLAUSE = re.compile(r"[,،؛] |[?!؟] ")
# A few words, a colon, and more than a name; no address in it.
_PROMPT = re.compile(r"[^:|.!?]{2,40}[:|] ?(?!\S*https?:|.*(?:www\.|\w\.\w))[^ ].{8,}")
# What parts wording from what is told of it, as in "Subscribe now, flashes the machine after each coin."
_BREAK = re.compile(r"[,،;:] | -+ |--+|、|[,:;](?=[\u3040-\u9fff])")
_COMMA = re.compile(r"[,،] ")
_NUMBER = re.compile(r"\d")
_CLOSED = re.compile(r"[^\s\d.][.।。۔]$")
INTRODUCTION = 40
"""Code points from which a line that ends with a colon introduces what follows it, as "The notice read:" does not
stand alone; "Read more:" and "Share this:" are shorter."""
NEXT_LINE = 40
"""Code points at the end of a sentence that may be another line, in a text whose line breaks are lost."""
SPEAKER = 8
"""Code points that a sentence must say beyond the evidence to name who says it."""
REMAINDER = 50
"""Code points that a sentence must say beyond the evidence to be judged by what it says there."""
CONTINUATION = 60
"""Code points from which a sentence after the evidence counts as the paragraph going on."""
REMARK = 40
"""How much a clause must say to tell something of the wording before it; "so that all goes well" belongs to it."""
NEAR = 60
"""Code points of that wording that the rule need not have matched."""
STATED = frozenset(("bio", "disclosure"))
"""Labels of statements, which go on after a comma: "She covers courts, schools and the sea for us"."""
ASKING = frozenset(("paywall", "comment", "contact", "ui"))
"""Labels whose questions are buttons ("Already a subscriber?"); those of offers lead over to the offer."""
SHORT_PROMPTS = frozenset(("related", "navigation", "social", "ui"))
"""Labels of prompts of a few words, which end with a full stop only in prose: "Share less. Listen more"."""
CONSENTS = frozenset(("cookie", "paywall"))
"""Labels of which the same holds on weak evidence: so two buttons are described, "Accept all. Reject all"."""
REPLY = 15
"""Code points of a line that may be an answer or an afterthought: "No, thanks" is."""
SHORT_PROMPT = 30
"""Code points of such a prompt."""
ANSWER = 25
"""Code points from which the sentence after a question answers it; "Log in." and "Find out here." are shorter."""
PERSONAL = frozenset(("donation", "newsletter", "paywall", "social", "comment", "promo", "contact"))
"""Labels of prompts, which speak to the reader; cookie texts, legal lines and teasers need not."""
TITLED = frozenset(("related", "navigation"))
"""Labels of what leads to headlines and names, which no full stop ends."""
ATTRIBUTING = frozenset(("related", "bio"))
"""Labels of lines that may end so all the same: headlines of teasers, and what an author has done."""


def excuse_of(case: Case) -> str | None:
    """Return the name of the first guard that excuses a finding, or None."""
    return next((name for name, is_excused in GUARDS if is_excused(case)), None)


def is_quoted(case: Case) -> bool:
    """Tell whether the evidence stands in quotation marks."""
    quoted = (case.claims.quoted(case.index), case.claims.quoted_in_line)
    return any(lies_within(ranges, case.start, case.end) for ranges in quoted)


def is_beside_speech(case: Case) -> bool:
    """Tell whether the sentence also holds a quotation of some words, of which weak evidence may be a part."""
    return case.is_weak and holds_speech(case.sentence)


def is_introduced(case: Case) -> bool:
    """Tell whether the paragraph before ends with a colon, as before a reproduced notice or statement."""
    if case.index == 0:
        return False
    before = case.document.blocks[case.index - 1].folded.rstrip()
    return before.endswith(":") and len(before) >= INTRODUCTION


def is_subhead(case: Case) -> bool:
    """Tell whether what may be the heading of a section stands right above prose."""
    blocks, below = case.document.blocks, case.index + 1
    return case.is_weak and case.finding.opens == "section" and below < len(blocks) and is_prose(blocks[below])


def is_among_others(case: Case) -> bool:
    """Tell whether a few words are a sentence, full stop and all, beside others of which nothing is claimed."""
    if not (case.label in SHORT_PROMPTS or (case.is_weak and case.label in CONSENTS)):
        return False
    if len(case.sentence.folded) > SHORT_PROMPT or not has_full_stop_after_word(case.sentence):
        return False
    if case.document.is_single_line:
        return len(case.document.blocks) > 1
    others = (other for other in case.block.sentences if other.start != case.sentence.start)
    return not all(is_claimed(other, case.claimed) for other in others)


def is_afterthought(case: Case) -> bool:
    """Tell whether a line is a few words with a full stop, below a sentence of which nothing is claimed."""
    if not case.is_weak or case.label not in SHORT_PROMPTS or case.index == 0 or case.document.is_single_line:
        return False
    if len(case.block.folded) > REPLY or not has_full_stop_after_word(case.block):
        return False
    return is_closed(case.document.blocks[case.index - 1]) and not case.claims.by_block.get(case.index - 1)


def may_be_headline(case: Case) -> bool:
    """Tell whether a line is the first of which nothing sure is claimed, and stands above a sentence."""
    first, last = case.claims.unclaimed
    return case.is_hint and case.label == "related" and case.index <= first and case.index < last


def is_no_headline(case: Case) -> bool:
    """Tell whether what follows a few words and a colon ends as sentences do, as headlines do not; an address may."""
    if case.label not in TITLED or case.finding.opens is not None:
        return False
    return has_full_stop_after_word(case.sentence) and _PROMPT.match(case.sentence.folded) is not None


def may_hold_next_line(case: Case) -> bool:
    """Tell whether the end of a sentence may be another one: where line breaks are lost, a line that no full stop ended.

    Teasers never say how far they reach; other evidence does. An end that other evidence claims, or that speaks to
    the reader, belongs to it.
    """
    if not case.document.is_single_line:
        return False
    tail = case.block.end - NEXT_LINE
    reach = min(case.end, case.start + NEXT_LINE) if case.label == "related" else case.end
    if reach > tail or any(start != case.start and end > tail for start, end in case.claimed):
        return False
    return not case.lexicon.addresses(case.block.folded[case.block.position(tail) :])


def is_reported(case: Case) -> bool:
    """Tell whether the sentence, evidence aside, names someone who says it; of a person, "her" is no such word."""
    if case.size_beside < SPEAKER:
        return False
    folded, sentence = case.sentence.folded, case.sentence
    rest = folded[: sentence.position(case.start)] + " " + folded[sentence.position(case.end) :]
    return bool(case.lexicon.tells(rest) if case.label == "bio" else case.lexicon.reports(rest))


def is_attributed(case: Case) -> bool:
    """Tell whether the last clause of the sentence names who says it, even where a gap in a phrase took the clause in.

    What lines of the labels ATTRIBUTING end with may look so; of teasers, none that a full stop ends ("Ferry to stop,
    minister says").
    """
    is_sentence = case.label == "related" and has_full_stop_after_word(case.sentence)
    if case.label in ATTRIBUTING and not is_sentence:
        return False
    *before, clause = _CLAUSE.split(case.sentence.folded)
    return bool(before) and bool(case.lexicon.reports(clause)) and not case.lexicon.addresses(clause)


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
    if case.label not in ASKING or not case.sentence.folded.endswith("?"):
        return False
    claimed, index = case.claimed, case.index
    after = next((other for other in case.block.sentences if other.start >= case.sentence.end), None)
    if after is None and case.document.is_single_line and index + 1 < len(case.document.blocks):
        after, claimed = case.document.blocks[index + 1], case.claims.by_block.get(index + 1, ())
    if after is None or is_claimed(after, claimed):
        return False
    if case.lexicon.reports(after.folded):
        return True
    return after.end - after.start >= ANSWER and case.lexicon.addresses(after.folded) is False


def is_continued(case: Case) -> bool:
    """Tell whether a sentence after this one is prose that is neither claimed by other evidence nor said to the reader."""
    if case.finding.end <= case.sentence.end:
        return False
    return any(
        case.lexicon.addresses(other.folded) is False and not is_claimed(other, case.claimed)
        for other in case.block.sentences
        if other.start >= case.sentence.end and other.end - other.start >= CONTINUATION
    )


def is_list(sentence: str) -> bool:
    """Tell whether what commas part are the pieces of a list, of a word or two each: "Get news, sport and so on"."""
    _, *pieces = [len(piece.split()) for piece in _COMMA.split(sentence)]
    return len(pieces) > 1 and (min(pieces) < 2 or max(pieces) < 4 or (len(pieces) > 2 and min(pieces) < 3))


def is_claimed(sentence: Span, claimed: Sequence[tuple[int, int]]) -> bool:
    """Tell whether some of the evidence, as (start, end), lies in a sentence."""
    return any(start < sentence.end and end > sentence.start for start, end in claimed)


GUARDS: tuple[tuple[str, Callable[[Case], bool]], ...] = (
    (QUOTATION, is_quoted),
    ("reported speech", is_beside_speech),
    ("introduced by the paragraph before", is_introduced),
    ("subhead followed by prose", is_subhead),
    ("a sentence among others", is_among_others),
    ("a sentence after others", is_afterthought),
    ("may be the headline", may_be_headline),
    ("a headline has no full stop", is_no_headline),
    ("may hold the line that followed it", may_hold_next_line),
    (REPORTED, is_reported),
    (ATTRIBUTED, is_attributed),
    ("spoken of", is_spoken_of),
    ("not said to the reader", is_impersonal),
    ("a statement, of which a hint says nothing", is_statement),
    ("a question that is answered", is_answered),
    ("opens a paragraph that goes on", is_continued),
)
"""The guards by the names under which near misses show them, in the order in which they are asked."""
