"""Finds who wrote it: at the end of a text, a few lines about a person of whom the text itself does not speak."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, takewhile

import regex

from cleaner.detectors import STRONG, WEAK, Finding
from cleaner.detectors.evidence import Evidence, by_block
from cleaner.document import Document, Span
from cleaner.rulebook.lexicon import Lexicon
from cleaner.shapes import DENSE_SCRIPTS, is_closed, is_prose, is_stub

FEWEST_BEFORE = 3
"""Blocks that a text must have above its author's lines; a shorter one may be about that person."""
LONGEST_NAME = 40
"""Code points in which the name stands that opens such a line."""

LONGEST_BYLINE = 80
"""Code points of a line in which an author may be named."""

LONGEST_PHRASE = 80
"""Code points in which the person must stand of whom such a line speaks: "Before she joined the paper in 2015, Writer"."""
SAME = ""
"""Stands for the name where a block opens with "she" or the like."""

_NAME = regex.compile(r"[\p{L}\p{M}]+(?:[-'’][\p{L}\p{M}]+)*")


class AuthorDetector:
    """Builds on findings of rules of the label ``bio``, which say what authors' lines say ("is a reporter covering").

    A person who is described so in the middle of a text, or of whom the text speaks, stays: then it is reporting.
    """

    name = "authors"

    def __init__(self, lexicons: Mapping[str, Lexicon]) -> None:
        self.lexicons = lexicons

    def find(self, document: Document, found: Sequence[Finding]) -> Iterator[Finding]:
        """Yield a finding for each block at the end that describes an author, and for those that go on about the same."""
        said = by_block(document, (finding for finding in found if finding.label == "bio"))
        told = descriptions(document, said)
        headed = headed_blocks(document, said)
        told = {**{i: heading for i, heading in headed.items() if i not in said}, **told}
        places = sorted(i for i in told if i >= FEWEST_BEFORE)
        if not places:
            return
        blocks = document.blocks
        below = range(places[0] + 1, len(blocks))
        evidence = Evidence(document, found)
        claimed = evidence.claimed
        lexicon = self.lexicons.get(told[places[0]].language, Lexicon())
        speaking = {i for i in below if i not in claimed and is_closed(blocks[i]) and tells(blocks[i], lexicon)}
        prose = [i for i in below if i in speaking or evidence.is_article(i)]
        openings = {
            i: subject(document.text, blocks[i], lexicon, is_told=i in told) for i in below if i not in speaking
        }
        others = [(i, names) for i, names in openings.items() if i not in told]
        about: set[str] = set()
        gone_on: set[tuple[str, str, int]] = set()
        for i in places:
            names = opening_name(document.text, blocks[i]) or named_above(document, i)
            if not names and i in headed:
                names = uncased_name(document, i)
            is_sure = i in headed or is_told_twice(document, said.get(i, ()))
            named = {*names, SAME} if names and (is_sure or told[i].weight >= WEAK) else set(names)
            if not (named or about) or not is_at_end(i, named | about, prose, openings):
                continue
            is_same = not about.isdisjoint(openings.get(i, ()))
            if names and not is_same and not is_stranger(document, i, names, openings, is_sure):
                continue
            about.update(() if is_same else named)
            yield _finding(blocks[i], told[i], "about a person of whom the text does not speak")
            is_known = i - 1 in claimed or i - 1 in evidence.reporting
            if i > FEWEST_BEFORE and not is_known and is_heading(document, i - 1, about):
                yield _finding(blocks[i - 1], told[i], "names the author")
            basis = (told[i].rule, told[i].reason, len(about))
            if basis in gone_on:
                continue  # of all below, from further up
            gone_on.add(basis)
            for j, opening in others:
                if j > i and not about.isdisjoint(opening):
                    yield _finding(blocks[j], told[i], "goes on about the author")


def descriptions(document: Document, said: Mapping[int, Sequence[Finding]]) -> dict[int, Finding]:
    """Return the blocks that describe somebody, with what says so: the first sentence does, or two rules, one for sure."""
    described: dict[int, Finding] = {}
    for index, findings in said.items():
        opening = [finding for finding in findings if is_opening(document, finding)]
        sure = [finding for finding in findings if finding.weight >= WEAK and finding.evidence]
        if opening or (sure and len({finding.rule for finding in findings}) > 1):
            described[index] = max(opening or sure, key=lambda finding: (finding.weight, finding.rule))
    return described


def headed_blocks(document: Document, said: Mapping[int, Sequence[Finding]]) -> dict[int, Finding]:
    """Return the sentences right below a heading such as "About the author", or below it and a name, with the heading."""
    blocks = document.blocks
    headed: dict[int, Finding] = {}
    for index, findings in said.items():
        sure = [f for f in findings if f.weight >= STRONG and f.opens is None and f.end >= blocks[index].end]
        if not sure or not is_stub(blocks[index]) or not is_short(blocks[index]):
            continue
        below = index + 1
        if below + 1 < len(blocks) and is_stub(blocks[below]) and is_short(blocks[below]):
            below += 1
        if below < len(blocks) and is_closed(blocks[below]):
            headed[below] = sure[0]
    return headed


def is_told_twice(document: Document, findings: Sequence[Finding]) -> bool:
    """Tell whether two sentences say what authors' lines say, one of them not only by chance."""
    places = {finding.evidence[0] for finding in findings if finding.evidence}
    if len(places) < 2 or all(finding.weight < WEAK for finding in findings):
        return False
    block = document.blocks[document.block_at(min(places))]
    return len({sentence.start for sentence in block.sentences_at(tuple(sorted(places)))}) > 1


def is_opening(document: Document, finding: Finding) -> bool:
    """Tell whether what a rule matched lies in the first sentence of its block."""
    block = document.blocks[document.block_at(finding.start)]
    return finding.evidence is not None and finding.evidence[0] < block.sentences[0].end


def is_at_end(index: int, names: set[str], prose: Sequence[int], openings: Mapping[int, Sequence[str]]) -> bool:
    """Tell whether all ``prose`` below a block is about the same person, as the names in its ``openings`` say.

    ``prose`` are the blocks, in order, of which evidence does not speak against any.
    """
    return all(not names.isdisjoint(openings.get(i, ())) for i in takewhile(lambda i: i > index, reversed(prose)))


def is_stranger(
    document: Document, index: int, names: tuple[str, ...], openings: Mapping[int, Sequence[str]], is_sure: bool
) -> bool:
    """Tell whether the text is not about the person of that name.

    One word is only a name if a byline holds it too, or if what else is said leaves no doubt (``is_sure``).
    """
    return is_unknown(document, index, names[-1], openings) and (
        len(names) > 1 or is_sure or is_named(document, index, names[0])
    )


def is_unknown(document: Document, index: int, name: str, openings: Mapping[int, Sequence[str]]) -> bool:
    """Tell whether no other prose holds ``name``, save what goes on about it below; a byline or a caption may."""
    return not any(
        i != index
        and is_prose(document.blocks[i])
        and is_word(document, document.blocks[i], name)
        and (i < index or name not in openings.get(i, ()))
        for i in holders(document, name)
    )


def tells(block: Span, lexicon: Lexicon) -> bool:
    """Tell whether a block reports or quotes what somebody says."""
    return '"' in block.folded or bool(lexicon.tells(block.folded))


def is_heading(document: Document, index: int, names: set[str]) -> bool:
    """Tell whether a short line, on which no rule has anything to say, is the author's name: "Ann Writer"."""
    block = document.blocks[index]
    words = {match.group() for match in _NAME.finditer(document.text, block.inner, block.end)}
    return is_stub(block) and is_short(block) and bool(words) and words <= names


def subject(text: str, block: Span, lexicon: Lexicon, *, is_told: bool) -> tuple[str, ...]:
    """Return the capitalised words with which a block opens, and SAME if it opens with somebody named before.

    One that says what authors' lines say (``is_told``) may come to that after a comma: "A native of Cork, she".
    """
    names = opening_name(text, block)
    if not is_told:
        return (*names, SAME) if not block.is_item and lexicon.opens_with_person(block.folded, 0) else names
    comma = text.find(", ", block.inner, min(block.end, block.inner + LONGEST_PHRASE))
    after = _NAME.match(text, comma + 2, block.end) if comma >= 0 else None
    named = (after.group(),) if after and after.group()[0].isupper() else ()
    return (*names, *named, *((SAME,) if lexicon.opens_with_person(block.folded, LONGEST_PHRASE) else ()))


def is_named(document: Document, index: int, name: str) -> bool:
    """Tell whether a short line, as a byline is, holds ``name``; a single capital opens any sentence."""
    return any(
        i != index and is_short(document.blocks[i]) and is_word(document, document.blocks[i], name)
        for i in holders(document, name)
    )


def is_short(block: Span) -> bool:
    """Tell whether a block may be a byline."""
    return block.end - block.start <= LONGEST_BYLINE


def holders(document: Document, words: str) -> Iterator[int]:
    """Yield the index of each block that holds ``words``; quicker than to look into each block."""
    position = document.text.find(words)
    while position >= 0:
        index = document.block_at(position)
        if position + len(words) <= document.blocks[index].end:
            yield index
        position = document.text.find(words, max(document.blocks[index].end, position + 1))


def is_word(document: Document, block: Span, word: str) -> bool:
    """Tell whether ``word`` stands in a block as a word of its own."""
    return any(match.group() == word for match in _NAME.finditer(document.text, block.start, block.end))


def opening_name(text: str, block: Span) -> tuple[str, ...]:
    """Return the capitalised words with which a block opens, of at most LONGEST_NAME code points; all capitals tell nothing."""
    words: list[str] = []
    if block.end - block.inner > LONGEST_NAME and text[block.inner : block.end].isupper():
        return ()
    position = block.inner
    for match in _NAME.finditer(text, block.inner, min(block.end, block.inner + LONGEST_NAME)):
        if not match.group()[0].isupper() or text[position : match.start()].strip(" .\xa0") not in ("", "(", "By", "*"):
            break
        words.append(match.group())
        position = match.end()
    return tuple(words)


def named_above(document: Document, index: int) -> tuple[str, ...]:
    """Return the two words with which a block opens if they have no capitals to know a name by, but stand in a byline."""
    block = document.blocks[index]
    matches = list(islice(_NAME.finditer(document.text, block.inner, min(block.end, block.inner + LONGEST_NAME)), 2))
    if len(matches) < 2 or matches[0].group().lower() != matches[0].group().upper():
        return ()
    name = document.text[matches[0].start() : matches[1].end()]
    is_named_above = any(i < index and is_short(document.blocks[i]) for i in holders(document, name))
    return tuple(match.group() for match in matches) if is_named_above else ()


def uncased_name(document: Document, index: int) -> tuple[str, ...]:
    """Return the words that are a name if a block opens with one, in a script without capitals.

    They are two where a space parts them, save in Korean, where a name is one.
    """
    block = document.blocks[index]
    words = [match.group() for match in islice(_NAME.finditer(document.text, block.inner, block.end), 2)]
    if not words or words[0].lower() != words[0].upper() or '"' in block.folded:
        return ()
    return tuple(words[:1] if DENSE_SCRIPTS.match(words[0]) else words)


def _finding(block: Span, basis: Finding, reason: str) -> Finding:
    return Finding.of(block, "bio", basis.rule, STRONG, f"{basis.reason}; at the end, {reason}")
