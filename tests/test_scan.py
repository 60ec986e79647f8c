"""The scan: both of its ways give the same candidates, and no rule that matches is ever left out of them."""

import pickle
import sys
import unicodedata

import pytest
import regex
from hypothesis import example, given, settings
from strategies import ALL_SHAPES, SEEDS, builtin_rules, documents, examples, seed_text

from cleaner.document import Document
from cleaner.fold import fold
from cleaner.rulebook import Rulebook, scan
from cleaner.rulebook.scan import Scanner

RULEBOOK = Rulebook(builtin_rules())


class Searcher(Scanner):
    """A scanner that never compiles its database."""

    def _is_worth_compiling(self, document):
        return False


@pytest.fixture(scope="module")
def scanners():
    """Return a scanner that has compiled its database and one that never will."""
    fast, slow = Scanner(RULEBOOK.rules), Searcher(RULEBOOK.rules)
    fast.candidates(Document("some text " * scan.COMPILE_AFTER))
    yield fast, slow
    assert fast._database is not None
    assert slow._database is None


def plain(candidates):
    """Return candidates as values that compare by content."""
    if all(isinstance(rules, dict) for rules in candidates.values()):
        return {block: {rule: set(places) for rule, places in rules.items()} for block, rules in candidates.items() if rules}
    return {block: set(rules) for block, rules in candidates.items() if rules}


def difference(text, scanners):
    fast, slow = (plain(scanner.candidates(Document(text))) for scanner in scanners)
    return {
        (block, RULEBOOK.rules[rule].id)
        for block in fast.keys() | slow.keys()
        for rule in {*fast.get(block, ())} ^ {*slow.get(block, ())}
    } or ("places" if fast != slow else set())


def missed(text, scanner):
    """Return (block, rule) for each rule whose pattern matches a sentence or a block of which it is no candidate."""
    document = Document(text)
    candidates = scanner.candidates(document)
    found = []
    for index, block in enumerate(document.blocks):
        for number, rule in enumerate(RULEBOOK.rules):
            if number in candidates.get(index, ()):
                continue
            pattern, _ = RULEBOOK.patterns(number)
            spans = {(span.start, span.end): span for span in (*block.sentences, block)}.values()
            if not rule.anchors and block.end - block.start > scan.SHORT:
                continue  # rules without an anchor only look at short lines, as docs/rules.md says
            if any(len(span.folded) <= rule.longest and pattern.search(span.folded) for span in spans):
                found.append((block.text, rule.id))
    return found


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
def test_hyperscan_and_search_agree(text, scanners):
    assert difference(text, scanners) == set()


@pytest.mark.parametrize("name", SEEDS)
@pytest.mark.parametrize("shape", ALL_SHAPES, ids=lambda shape: shape.name)
def test_they_agree_on_the_seeds(name, shape, scanners):
    text = shape.apply(seed_text(name))
    assert difference(text, scanners) == set()
    assert scanners[0].candidates(Document(text))


def test_they_agree_on_all_examples_of_all_rules(scanners):
    texts = examples()
    for glue in ("\n", "\n\n", "\r\n"):
        assert difference(glue.join(texts), scanners) == set()
    assert not [text for text in texts if difference(text, scanners)]


# --- nothing is missed -------------------------------------------------------------------------------------------


def test_each_rule_is_a_candidate_where_it_matches(scanners):
    """Every example, in the middle of an article and on its own, against every rule: slow, so once for all."""
    texts = sorted({text for rule in builtin_rules() for text in rule.removes})
    text = "\n".join(texts)
    for scanner in scanners:
        assert missed(text, scanner) == []


@pytest.mark.parametrize("shape", [s for s in ALL_SHAPES if "lower" not in s.name], ids=lambda shape: shape.name)
def test_each_rule_is_a_candidate_in_every_shape(shape, scanners):
    texts = [rule.removes[0] for rule in builtin_rules()[::7]]
    text = shape.apply("\n\n".join([seed_text("000"), seed_text("002"), *texts]))
    for scanner in scanners:
        assert missed(text, scanner) == []


@settings(max_examples=60, deadline=None)
@given(text=documents)
@example(text="→Read more")
@example(text="story,Read more")
@example(text="x. Read more\nx .Read more\n¶Read more¶")
@example(text="Café.Read more\n[Read more]\n_Read more_")
@example(text="1Read more\n1 Read more")
def test_no_rule_is_missed_in_any_document(text, scanners):
    for scanner in scanners:
        assert missed(text, scanner) == []


# --- the expression for text that folds ------------------------------------------------------------------------------

HARMLESS = set("‘’‚‛′`´ʼʹ“”„‟″«»〝〞‐‑‒–—―−…\xa0")
"""Characters that fold to a quote, a dash, a dot or a space, none of which an anchor begins, ends or is broken by."""
NEWLINES = set("\n\r\x85\u2028\u2029")


def folds_to_other_letters(character):
    """Tell whether text with this character may hold an anchor only once it is folded."""
    folded = fold(f"a{character}a")[0][1:-1]
    if folded == character or character in HARMLESS:
        return False
    return not (character.isascii() and folded == character.lower())


def test_the_expression_matches_each_character_that_folds():
    expression = regex.compile(scan._FOLDS)
    characters = [chr(c) for c in range(sys.maxunicode + 1) if unicodedata.category(chr(c)) not in ("Cs", "Cn", "Co")]
    silent = [
        f"U+{ord(c):04X} {unicodedata.name(c, '')} folds to {fold(c)[0]!r}"
        for c in characters
        if c not in NEWLINES and folds_to_other_letters(c) and not expression.search(f"a{c}a".encode())
    ]
    assert silent == []


def test_the_expression_leaves_plain_news_text_alone():
    """Should it match ordinary characters, the fast way would fold every document first, and only be slow."""
    expression = regex.compile(scan._FOLDS)
    for text in (seed_text("000"), seed_text("002"), "“Don’t,” she said – “wait… please” — $3 & €4. 政府は新しい橋を承認した。"):
        assert expression.search(text.encode()) is None


def test_entities_and_runs_of_spaces_fold():
    expression = regex.compile(scan._FOLDS)
    for text in ("a&nbsp;b", "a&#160;b", "a&#x27;b", "a  b", "a\tb"):
        assert expression.search(text.encode()) is not None


# --- housekeeping ------------------------------------------------------------------------------------------------------


def test_the_database_is_compiled_once_enough_text_has_come():
    scanner = Scanner(RULEBOOK.rules)
    text = seed_text("000")
    for _ in range(scan.COMPILE_AFTER // len(text)):
        assert scanner._database is None
        scanner.candidates(Document(text))
    scanner.candidates(Document(text))
    assert scanner._database is not None


def test_a_pickled_scanner_finds_the_same(scanners):
    document = Document(seed_text("002"))
    for scanner in scanners:
        copy = pickle.loads(pickle.dumps(scanner))
        assert copy._database is None
        assert plain(copy.candidates(document)) == plain(scanner.candidates(document))


def test_no_rules_at_all():
    assert plain(Scanner(()).candidates(Document("We use cookies"))) == {}
