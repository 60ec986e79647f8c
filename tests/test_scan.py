"""The scan: both of its ways give the same candidates, and no rule that matches is ever left out of them."""

import copy
import sys
import unicodedata

import pytest
import regex
from hypothesis import example, given, settings
from strategies import ALL_SHAPES, SEEDS, builtin_rules, documents, examples, seed_text

import cleaner
from cleaner.detectors import patterns
from cleaner.detectors.patterns import PatternDetector
from cleaner.document import Document
from cleaner.fold import fold
from cleaner.rulebook import Pack, Rulebook, literals, scan
from cleaner.rulebook.rule import LINE
from cleaner.rulebook.scan import Scanner
from cleaner.rulebook.surface import Surface

PACK = Pack(builtin_rules())
PATTERNS = [pattern for rule in PACK.rules for pattern in rule.patterns]


class Searcher(Scanner):
    """A scanner that never compiles its databases."""

    def _is_worth_compiling(self, document):
        return False


class Everything:
    """Names every pattern in every block: what a scan must not fall short of."""

    common = frozenset(
        n for n, pattern in enumerate(PATTERNS) if any(anchor.startswith("~") for anchor in pattern.anchors)
    )

    def candidates(self, surface):
        found = {}
        for index, block in enumerate(surface.document.blocks):
            # Anchors of common words only count in short lines (cleaner.rulebook.rule.Pattern), at either end.
            is_short = block.end - block.start <= LINE and len(block.sentences) == 1
            found[index] = {number: set() for number in range(len(PATTERNS)) if is_short or number not in self.common}
        return found


def with_scanner(scanner):
    """Return a pack of the same rules with another scanner."""
    pack = copy.copy(PACK)
    pack.scanner = scanner
    return pack


@pytest.fixture(scope="module")
def books():
    """Return a rulebook whose scanner has compiled its databases and one whose scanner never will."""
    compiled = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            literals,
            "_compile",
            lambda anchors, original=literals._compile: compiled.append(anchors) or original(anchors),
        )
        fast, slow = with_scanner(Scanner(PACK.index)), with_scanner(Searcher(PACK.index))
        slow.scanner.candidates(Surface(Document("some text\n\n" * scan.COMPILE_AFTER)))
        assert not compiled
        fast.scanner.candidates(Surface(Document("some text\n\n" * scan.COMPILE_AFTER)))
        assert compiled
    return fast, slow


def findings(text, pack):
    book = Rulebook([pack])
    document = Document(text)
    return {
        (f.rule, f.start, f.end, f.evidence, f.label, f.opens, document.blocks[document.block_at(f.start)].text[:80])
        for f in PatternDetector(book).find(document, ())
    }


def difference(text, books):
    """Return the findings that only one of the two ways of scanning gives."""
    fast, slow = (findings(text, book) for book in books)
    return fast ^ slow


EVERYTHING = with_scanner(Everything())


def missed(text, books):
    """Return the findings that either way of scanning for anchors keeps from being made."""
    made = [findings(text, book) for book in books]
    return findings(text, EVERYTHING) - set.intersection(*made)


# --- both ways ---------------------------------------------------------------------------------------------------


@settings(max_examples=200, deadline=None)
@given(text=documents)
@example(text="We use cooKies\nSıgn up for our NEWSLETTER")  # the Kelvin sign folds to an ASCII letter
@example(text="Sign\xa0up for our newsletter\nRead\u2028More")
@example(text="\ud800 We use cookies\n€ We use cookies")
@example(text="ſign up for our newsletter\nWe uſe cookies")
@example(text="CAFÉ cookies é cookies")
@example(text="We use  cookies\nWe use&nbsp;cookies\nWe use\tcookies")
@example(text="\x00We use cookies\x00")
@example(text="  ")
def test_hyperscan_and_search_agree(text, books):
    assert difference(text, books) == set()


@pytest.mark.parametrize("name", SEEDS)
@pytest.mark.parametrize("shape", ALL_SHAPES, ids=lambda shape: shape.name)
def test_they_agree_on_the_seeds(name, shape, books):
    text = shape.apply(seed_text(name))
    assert difference(text, books) == set()
    assert findings(text, books[0])


def test_they_agree_on_all_examples_of_all_rules(books):
    texts = examples()
    for glue in ("\n", "\n\n", "\r\n"):
        assert difference(glue.join(texts), books) == set()
    assert not [text for text in texts if difference(text, books)]


# --- nothing is missed -------------------------------------------------------------------------------------------


def test_each_rule_is_a_candidate_where_it_matches(books):
    """An example of every rule against every rule; that each of its examples finds a rule, tests/test_rules.py shows."""
    texts = sorted({rule.removes[0] for rule in builtin_rules()})
    text = "\n".join(texts)
    assert missed(text, books) == set()


@pytest.mark.parametrize("shape", ALL_SHAPES[::7], ids=lambda shape: shape.name)
def test_each_rule_is_a_candidate_in_every_shape(shape, books):
    texts = [rule.removes[0] for rule in builtin_rules()[::7]]
    text = shape.apply("\n\n".join([seed_text("000"), seed_text("002"), *texts]))
    assert missed(text, books) == set()


@settings(max_examples=40, deadline=None)
@given(text=documents)
@example(text="→Read more")
@example(text="story,Read more")
@example(text="x. Read more\nx .Read more\n¶Read more¶")
@example(text="Café.Read more\n[Read more]\n_Read more_")
@example(text="1Read more\n1 Read more")
def test_no_rule_is_missed_in_any_document(text, books):
    assert missed(text, books) == set()


# --- the expression for text that folds ------------------------------------------------------------------------------

HARMLESS = set("‘’‚‛′`´ʼʹ“”„‟″«»〝〞「」『』‐‑‒–—―−…\xa0")
"""Characters that fold to a quote, a dash, a dot or a space, none of which an anchor begins, ends or is broken by."""
NEWLINES = set("\n\r\x85\u2028\u2029")


def folds_to_other_letters(character):
    """Tell whether text with this character may hold an anchor only once it is folded."""
    folded = fold(f"a{character}a")[0][1:-1]
    if folded == character or character in HARMLESS:
        return False
    return not (character.isascii() and folded == character.lower())


def test_the_expression_matches_each_character_that_folds():
    expression = regex.compile(literals._FOLDS)
    characters = [chr(c) for c in range(sys.maxunicode + 1) if unicodedata.category(chr(c)) not in ("Cs", "Cn", "Co")]
    silent = [
        f"U+{ord(c):04X} {unicodedata.name(c, '')} folds to {fold(c)[0]!r}"
        for c in characters
        if c not in NEWLINES and folds_to_other_letters(c) and not expression.search(f"a{c}a".encode())
    ]
    assert silent == []


def test_the_expression_leaves_plain_news_text_alone():
    """Should it match ordinary characters, the fast way would fold every document first, and only be slow."""
    expression = regex.compile(literals._FOLDS)
    for text in (
        seed_text("000"),
        seed_text("002"),
        "“Don’t,” she said – “wait… please” — $3 & €4. かれはきょう、コーヒーをのんだ。",
    ):
        assert expression.search(text.encode()) is None


def test_entities_and_runs_of_spaces_fold():
    expression = regex.compile(literals._FOLDS)
    for text in ("a&nbsp;b", "a&#160;b", "a&#x27;b", "a  b", "a\tb"):
        assert expression.search(text.encode()) is not None


# --- later passes ----------------------------------------------------------------------------------------------------


def forget(document, before, findings):
    return [], list(range(len(document.blocks)))


def check_recall(text):
    recalled = cleaner.analyze(text).to_dict()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(patterns, "_recall", forget)
        assert cleaner.analyze(text).to_dict() == recalled


@settings(max_examples=100, deadline=None)
@given(text=documents)
@example(text="\n".join(["Read more: The bridge", seed_text("002"), "We use cookies", "We use cookies"]))
def test_what_earlier_passes_found_holds(text):
    check_recall(text)


@pytest.mark.parametrize("name", SEEDS)
@pytest.mark.parametrize("shape", ALL_SHAPES[::5], ids=lambda shape: shape.name)
def test_what_earlier_passes_found_holds_in_every_shape(name, shape):
    check_recall(shape.apply(seed_text(name)))


def test_only_what_changed_is_looked_at_again(monkeypatch):
    looked = []
    monkeypatch.setattr(
        patterns, "_recall", lambda *given, original=patterns._recall: looked.append(original(*given)) or looked[-1]
    )
    prose = [f"The council heard {n} speakers on the bridge, and the vote was put off until Monday." for n in range(9)]
    lines = [*prose[:4], "Sign up for our newsletter", *prose[4:]]
    assert cleaner.clean("\n".join(lines)) == "\n".join(prose)
    assert all(fresh == [] for _, fresh in looked)
    assert looked


# --- housekeeping ------------------------------------------------------------------------------------------------------


def test_the_database_is_compiled_once_enough_text_has_come(monkeypatch):
    compiled = []
    monkeypatch.setattr(
        literals, "_compile", lambda anchors, original=literals._compile: compiled.append(anchors) or original(anchors)
    )
    scanner = Scanner(PACK.index)
    text = seed_text("000")
    for _ in range((scan.COMPILE_AFTER - 1) // len(text)):
        scanner.candidates(Surface(Document(text)))
    assert not compiled
    scanner.candidates(Surface(Document(text)))
    assert compiled


def test_no_rules_at_all():
    scanner = Pack(()).scanner
    for _ in range(3):
        assert not scanner.candidates(Surface(Document("We use cookies\n" * scan.COMPILE_AFTER)))
