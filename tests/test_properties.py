"""What holds for any text and any cleaner: nothing lost, nothing invented, the same answer always and everywhere."""

import json
import os
import pickle
import random
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import example, given, settings
from strategies import ALL_SHAPES, PROSE, ROOT, SEEDS, any_text, documents, news, seed_text

import cleaner
from cleaner import Cleaner, Finding
from cleaner.rulebook.scan import COMPILE_AFTER

BALANCED = Cleaner()
CLEANERS = {
    "default": BALANCED,
    "body": Cleaner(keep=("body",)),
    "no captions": Cleaner(drop=("caption", "credit")),
    "precision": Cleaner(strictness="precision"),
    "recall": Cleaner(strictness="recall"),
}
PAGES = (None, True)


def check(text, result):
    """Assert that removals and what stays tile the text, and that the removals alone rebuild what stays."""
    position, kept = 0, []
    for removal in result.removals:
        assert position <= removal.start < removal.end <= len(text)
        assert removal.text == text[removal.start : removal.end]
        assert removal.label in cleaner.LABELS
        assert removal.rule
        assert removal.reason
        kept.append(text[position : removal.start])
        position = removal.end
    kept.append(text[position:])
    assert "".join(kept) == result.text
    assert cleaner.replay(text, result.removals) == result.text


# --- any text ------------------------------------------------------------------------------------------------------


@settings(max_examples=200, deadline=None)
@given(any_text)
@example("")
@example("\ud800")
@example("\r\n\r\n")
@example(" " * 100)
@example(">" * 100)
@example("&#x110000;&#0;&#xD800;&#9999999;")
@example("\x00\x85\u2028\u2029\ufeff")
def test_any_string(text):
    for page in PAGES:
        result = BALANCED.analyze(text, page=page)
        check(text, result)
        assert BALANCED.clean(result.text, page=page) == result.text
        assert isinstance(result.explain(), str)


@pytest.mark.parametrize("name", CLEANERS)
@settings(max_examples=100, deadline=None)
@given(text=news())
@example(text="The bridge opened on Monday. Don't have an account? Sign up today\n${caption}\n")
@example(
    text='"There are no official negotiations," Kremlin spokesman Dmitry Peskov told reporters in a conference call '
    "Wednesday. Don't have an account? Sign up today\n${caption}\n"
)
def test_any_news(name, text):
    for page in PAGES:
        result = CLEANERS[name].analyze(text, page=page)
        check(text, result)
        assert CLEANERS[name].clean(result.text, page=page) == result.text, result.explain()


@settings(max_examples=100, deadline=None)
@given(news())
def test_recall_takes_at_least_what_precision_takes(text):
    sizes = [len(CLEANERS[name].clean(text)) for name in ("precision", "default", "recall")]
    assert sizes[0] >= sizes[1] >= sizes[2]


@settings(max_examples=60, deadline=None)
@given(documents)
def test_keeping_all_labels_changes_nothing(text):
    assert cleaner.clean(text, keep=("reporting", "boilerplate")) == text


@pytest.mark.parametrize("name", CLEANERS)
def test_cleaning_the_seeds_twice_in_every_shape(name):
    for seed in SEEDS:
        for shape in ALL_SHAPES:
            once = CLEANERS[name].clean(shape.apply(seed_text(seed)))
            assert CLEANERS[name].clean(once) == once, (seed, shape.name)


# --- the same answer, whatever came before -----------------------------------------------------------------------------


def shaped_documents():
    """Return real documents in many shapes, enough of them that the scan compiles its database on the way."""
    texts = [shape.apply(seed_text(name)) for name in SEEDS for shape in ALL_SHAPES[::2]]
    texts += [
        f"{PROSE[0]}\n\n{line}\n\n{PROSE[1]}"
        for line in ("Read more", "Sign up for our newsletter", "© 2024 Example Ltd", "Café?  Advertisement")
    ]
    return texts


def summary(result):
    return [
        result.text,
        [list(r.to_dict().values()) for r in result.removals],
        [list(r.to_dict().values()) for r in result.near_misses],
    ]


@pytest.fixture(scope="module")
def answers():
    """Return texts, and what a cleaner that has seen nothing else says of each."""
    texts = shaped_documents()
    assert sum(map(len, texts)) > 2 * COMPILE_AFTER
    assert max(map(len, texts)) < COMPILE_AFTER
    return texts, [summary(pickle.loads(pickle.dumps(BALANCED)).analyze(text)) for text in texts]


def test_the_order_of_documents_never_shows(answers):
    texts, wanted = answers
    for order in (
        range(len(texts)),
        reversed(range(len(texts))),
        random.Random(1).sample(range(len(texts)), len(texts)),
    ):
        one = Cleaner()
        for index in order:
            assert summary(one.analyze(texts[index])) == wanted[index]


def test_many_threads_at_once_give_the_same(answers):
    texts, wanted = answers
    one = Cleaner()
    numbers = random.Random(2).sample(list(range(len(texts))) * 2, 2 * len(texts))
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda index: summary(one.analyze(texts[index])), numbers))
    assert found == [wanted[index] for index in numbers]


PROGRAM = """
import hashlib, json, sys
sys.path[:0] = [{root!r}, {tests!r}]
from test_properties import Confused, shaped_documents, summary
from cleaner import Cleaner
one = Cleaner(detectors=[Confused()])
answers = [summary(one.analyze(text)) for text in shaped_documents()[::4]]
print(one.fingerprint, hashlib.sha256(json.dumps(answers).encode()).hexdigest())
"""


class Confused:
    """Finds the same thing for many reasons at once: whatever follows the order of a set shows in its near misses."""

    name = "confused"

    def find(self, document, found):
        for block in document.blocks[1::3]:
            for label in ("ad", "social", "donation"):
                for place in range(block.inner, block.end, 7):
                    yield Finding(
                        block.start,
                        block.end,
                        label,
                        "test-confused",
                        0.5,
                        "a reason",
                        (place, min(place + 3, block.end)),
                    )


def run(seed):
    program = PROGRAM.format(root=os.fspath(ROOT), tests=os.path.dirname(__file__))
    environment = {**os.environ, "PYTHONHASHSEED": str(seed)}
    return subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, env=environment
    ).stdout.split()


def test_other_processes_with_other_hash_seeds_give_the_same():
    with ThreadPoolExecutor(2) as pool:
        outputs = list(pool.map(run, (1, 2)))
    fingerprints, answers = zip(*outputs, strict=True)
    assert set(fingerprints) == {Cleaner(detectors=[Confused()]).fingerprint}
    assert len(set(answers)) == 1


# --- rules -------------------------------------------------------------------------------------------------------------


def own_rules(number):
    return f"""
[[rule]]
id = "en-promo-own-{number:02}"
why = "test"
phrases = ["quux {chr(97 + number) * 3} [for|to] all", "zork number {number}"]
where = "anywhere"
strength = "{("strong", "weak")[number % 2]}"
takes = "{("block", "sentence")[number // 2 % 2]}"
removes = ["one", "two"]
keeps = ["three", "four"]
"""


def folder_of(path, orders):
    """Write rule files that hold the same rules in other orders and under other names."""
    path.mkdir()
    for name, order in orders.items():
        (path / name).write_text(
            'language = "en"\nlabel = "promo"\n' + "".join(map(own_rules, order)), encoding="utf-8"
        )
    return path


def test_the_order_of_rules_never_shows(tmp_path):
    numbers = list(range(20))
    shuffled = random.Random(3).sample(numbers, len(numbers))
    folders = [
        folder_of(tmp_path / "one", {"a.toml": numbers}),
        folder_of(tmp_path / "two", {"a.toml": shuffled}),
        folder_of(tmp_path / "three", {"z.toml": numbers[:7], "a.toml": numbers[:6:-1]}),
    ]
    lines = [f"Here is quux {chr(97 + n) * 3} for all. And zork number {n % 7} too." for n in numbers]
    texts = [
        "\n\n".join([PROSE[0], *random.Random(seed).sample(lines, 5), PROSE[1], lines[seed]]) for seed in range(20)
    ]
    for options in ({}, {"disable": ("en",)}, {"disable": ("promo", "cookie")}):
        cleaners = [Cleaner(rules=folder, **options) for folder in folders]
        assert len({one.fingerprint for one in cleaners}) == 1
        assert len({tuple(rule.id for rule in one.active_rules) for one in cleaners}) == 1
        for text in texts:
            first, *others = [summary(one.analyze(text)) for one in cleaners]
            assert others == [first] * len(others)
    assert Cleaner(rules=folders[0]).clean(texts[0]) != texts[0]


def test_shuffled_copies_of_the_builtin_rules_give_the_same(tmp_path, answers):
    """All English rules, as rules of one's own, entries in reverse order."""
    folder = tmp_path / "en"
    folder.mkdir()
    for file in (ROOT / "rules" / "en").glob("*.toml"):
        head, *entries = file.read_text(encoding="utf-8").split("[[rule]]")
        (folder / file.name).write_text(
            head + "".join(f"[[rule]]{entry.rstrip()}\n\n" for entry in reversed(entries)), encoding="utf-8"
        )
    own = Cleaner(rules=folder)
    assert [rule.id for rule in own.active_rules] == [rule.id for rule in BALANCED.active_rules]
    assert own.fingerprint == BALANCED.fingerprint
    texts, wanted = answers
    for text, answer in list(zip(texts, wanted, strict=True))[::5]:
        assert summary(own.analyze(text)) == answer


# --- pickles and fingerprints --------------------------------------------------------------------------------------------


def test_a_pickled_cleaner_is_the_same(tmp_path, answers):
    folder = folder_of(tmp_path / "rules", {"a.toml": range(4)})
    one = Cleaner(rules=folder, keep=("body", "headline"), disable=("social",), strictness="recall")
    data = pickle.dumps(one)
    (folder / "a.toml").unlink()  # a worker may lack the files
    twin = pickle.loads(data)
    assert twin.fingerprint == one.fingerprint
    assert (twin.rules, twin.keep, twin.disable, twin.strictness) == (one.rules, one.keep, one.disable, one.strictness)
    for text in [*answers[0][::9], f"{PROSE[0]}\n\nHere is quux aaa for all\n\n{PROSE[1]}"]:
        assert summary(twin.analyze(text)) == summary(one.analyze(text))
    assert len(data) < 200_000


def test_a_cleaner_that_has_worked_can_be_pickled(answers):
    one = Cleaner()
    for text in answers[0]:
        one.analyze(text)
    twin = pickle.loads(pickle.dumps(one))
    assert twin.fingerprint == one.fingerprint == BALANCED.fingerprint
    assert summary(twin.analyze(answers[0][0])) == answers[1][0]


def test_the_fingerprint_tells_cleaners_apart(tmp_path):
    file = tmp_path / "own.toml"

    def with_rule(change=("", ""), head=""):
        file.write_text('language = "en"\nlabel = "promo"\n' + head + own_rules(0).replace(*change), encoding="utf-8")
        return Cleaner(rules=file).fingerprint

    different = {
        "plain": BALANCED.fingerprint,
        "keep": Cleaner(keep=("body",)).fingerprint,
        "drop": Cleaner(drop=("caption",)).fingerprint,
        "strictness": Cleaner(strictness="recall").fingerprint,
        "disable": Cleaner(disable=("cookie",)).fingerprint,
        "detector": Cleaner(detectors=[Confused()]).fingerprint,
        "rule": with_rule(),
        "phrase": with_rule(("quux", "quuux")),
        "strength": with_rule(("strong", "weak")),
        "takes": with_rule(('"block"', '"sentence"')),
        "where": with_rule(('"anywhere"', '"start"')),
        "unless": with_rule(("removes =", 'unless = ["court"]\nremoves =')),
        "sites": with_rule(("removes =", 'sites = ["example.org"]\nremoves =')),
        "longest": with_rule(("removes =", "longest = 200\nremoves =")),
        "address": with_rule(head='address = ["dear subscriber"]\n'),
        "speech": with_rule(head='speech = ["quoth"]\n'),
        "appeal": with_rule(head='appeal = ["alms"]\n'),
    }
    assert len(set(different.values())) == len(different), different
    assert all(len(value) == 16 and int(value, 16) >= 0 for value in different.values())


def test_equal_cleaners_have_equal_fingerprints(tmp_path):
    assert Cleaner(keep=["body", "headline"]).fingerprint == Cleaner(keep=("headline", "body", "body")).fingerprint
    assert (
        Cleaner(drop=("credit",)).fingerprint
        == Cleaner(keep=("headline", "byline", "dateline", "body", "caption")).fingerprint
    )
    one = folder_of(tmp_path / "one", {"a.toml": range(3)})
    other = folder_of(tmp_path / "other", {"b.toml": range(3)})
    assert Cleaner(rules=one).fingerprint == Cleaner(rules=str(other)).fingerprint


# --- HTML ----------------------------------------------------------------------------------------------------------------

PAGE = f"""<!DOCTYPE html><html lang="en"><head><title>Council approves new bridge</title><meta charset="utf-8"></head><body><nav>Home</nav>
<article><h1>Council approves new bridge</h1>{"".join(f"<p>{line}</p>" for line in PROSE[:2] * 2)}
<p>This website uses cookies to improve your experience.</p></article></body></html>"""


def test_html_loses_its_boilerplate():
    result = cleaner.analyze_html(PAGE)
    assert PROSE[0] in result.text
    assert "cookies" not in result.text
    assert any(removal.label == "cookie" for removal in result.removals)
    assert cleaner.clean_html(PAGE) == cleaner.clean_html(PAGE.encode()) == result.text


@pytest.mark.parametrize(
    "html",
    [
        b"",
        "",
        b"\x00\xff\xfe",
        b"\xff\xfe<\x00p\x00",
        "<",
        "<p>",
        "plain text",
        "<html></html>",
        "\ud800<p>x</p>",
        "<p>" * 2000,
        b"<?xml version='1.0' encoding='nope'?><p>a</p>",
        "<!--",
        "<p>&#0;&#xD800;</p>",
        "\x00<p>a\x00b</p>",
    ],
    ids=lambda html: ascii(html)[:30],
)
def test_any_html(html):
    result = cleaner.analyze_html(html)
    assert isinstance(result.text, str)
    json.dumps(result.to_dict())


@settings(max_examples=25, deadline=None)
@given(any_text)
def test_any_text_as_html(text):
    for html in (text, text.encode("utf-8", "surrogatepass")):
        result = cleaner.analyze_html(html)
        assert cleaner.replay(result.source, result.removals) == result.text
