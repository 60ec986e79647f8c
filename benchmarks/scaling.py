"""The cost of one character, in long texts and in texts made to hurt. Each case runs in a process of its own.

`python scaling.py NAME DIVISOR` is that process: it prints one JSON line with the cost of ordinary articles of 10 kB,
then one with the cost of the case, so that even of a case that is stopped the yardstick is known.
"""

import itertools
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from texts import articles, long_text

K, M = 1_000, 1_000_000
REFERENCE = 10 * K
LIMIT = 3.0
"""Times the cost of a character in an article of 10 kB above which a case is flagged."""
SMALLER = 10
"""A case is also measured at this part of its size; the cost of a character must not grow with the size."""


@dataclass(frozen=True)
class Case:
    """A text of ``size`` code points; ``make`` takes the size. ``prose`` marks texts that people write."""

    size: int
    make: Callable[[int], str]
    prose: bool = False


def run(unit: str) -> Callable[[int], str]:
    """Return what makes a text of nothing but ``unit``."""
    return lambda size: (unit * (size // len(unit) + 1))[:size]


def article(size: int, change: Callable[[str], str] = str) -> str:
    """Return ``size`` code points of articles, changed."""
    return change(long_text(size))[:size]


def one_line(text: str) -> str:
    return text.replace("\n", " ")


def wrapped(text: str, width: int = 72) -> str:
    """Break paragraphs as mail programs and archives do."""

    def lines(paragraph: str) -> Iterator[str]:
        line = ""
        for word in paragraph.split(" "):
            if line and len(line) + 1 + len(word) > width:
                yield line
                line = word
            else:
                line = f"{line} {word}" if line else word
        yield line

    return "\n\n".join("\n".join(lines(p)) for p in text.split("\n") if p)


def accented(text: str) -> str:
    return text.translate(str.maketrans("aeou", "àéöû"))


def cyrillic(text: str) -> str:
    return text.translate(
        str.maketrans(
            "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
            "абцдефгхийклмнопярстувжхызАБЦДЕФГХИЙКЛМНОПЯРСТУВЖХЫЗ",
        )
    )


def dense(text: str) -> str:
    return "".join(
        chr(0x4E00 + ord(c) * 37 % 0x5000) if c.isalpha() else {".": "。", ",": "，", " ": ""}.get(c, c) for c in text
    )


def entities(text: str) -> str:
    return text.replace('"', "&quot;").replace("'", "&#8217;").replace(" and ", " &amp; ")


def alternating(boilerplate: str, size: int) -> str:
    """Every other line is prose that stays."""
    made = (
        f"{boilerplate}\nThe council met for the {n}th time and agreed on the budget for the coming year.\n"
        for n in itertools.count()
    )
    parts: list[str] = []
    length = 0
    while length < size:
        parts.append(next(made))
        length += len(parts[-1])
    return "".join(parts)[:size]


def examples(size: int, takes: str | None = None, labels: tuple[str, ...] = ()) -> str:
    """Return what built-in rules take, one example a line, again and again."""
    from cleaner.rulebook.build import rules_folder
    from cleaner.rulebook.load import load

    rules = load(rules_folder()).rules
    lines = [
        e.replace("\n", " ")
        for r in rules
        if takes in (None, r.takes) and (not labels or r.label in labels)
        for e in r.removes
    ]
    return run("\n".join(lines) + "\n")(size)


SIGN_UP = "Sign up to our free weekly newsletter."
CASES: dict[str, Case] = {
    "articles of 1 kB": Case(K, long_text, True),
    "articles of 10 kB": Case(10 * K, long_text, True),
    "archive of 100 kB": Case(100 * K, long_text, True),
    "archive of 1 MB": Case(M, long_text, True),
    "archive of 10 MB": Case(10 * M, long_text, True),
    "archive of 50 MB": Case(50 * M, long_text, True),
    "hard-wrapped, 1 MB": Case(M, partial(article, change=wrapped), True),
    "CRLF, 1 MB": Case(M, partial(article, change=lambda t: t.replace("\n", "\r\n")), True),
    "one line of prose, 10 MB": Case(10 * M, partial(article, change=one_line), True),
    "every letter with an accent, 1 MB": Case(M, partial(article, change=accented), True),
    "Cyrillic, 1 MB": Case(M, partial(article, change=cyrillic), True),
    "Chinese, 1 MB": Case(M, partial(article, change=dense), True),
    "entities, 1 MB": Case(M, partial(article, change=entities), True),
    "HTML source, 1 MB": Case(
        M,
        partial(
            article,
            change=lambda t: "<p>" + t.replace("\n", '</p>\n<p class="a">').replace(" the ", ' <a href="/x">the</a> '),
        ),
    ),
    "million spaces": Case(M, run(" ")),
    "newlines": Case(M, run("\n")),
    "spaces and newlines": Case(M, run("   \n")),
    "tabs": Case(M, run("a\t\t")),
    "near misses, one line": Case(M, run("read mor ")),
    "near misses, lines": Case(M, run("read mor\n")),
    "anchors, one line": Case(M, run("newsletter ")),
    "anchors, lines": Case(M, run("newsletter\n")),
    "anchors, sentences of one line": Case(M, run("Newsletter. ")),
    "anchors, sentences of paragraphs": Case(M, run("The newsletter. " * 200 + "\n")),
    "a rule's sentence, one line": Case(M, run(SIGN_UP + " ")),
    "a rule's sentence, lines": Case(M, run(SIGN_UP + "\n")),
    "a rule's sentence, two paragraphs": Case(
        M, lambda size: run(SIGN_UP + " ")(size // 2) + "\n" + run(SIGN_UP + " ")(size // 2)
    ),
    "a rule's line, a line of prose": Case(M, partial(alternating, SIGN_UP)),
    "what all rules take": Case(M, examples),
    "what all rules take, one line": Case(M, lambda size: one_line(examples(size))),
    "headings of sections": Case(M, partial(examples, takes="section")),
    "headings of appeals": Case(
        M, partial(examples, takes="section", labels=("donation", "newsletter", "paywall", "cookie"))
    ),
    "quoted rule's sentence, one line": Case(M, run(f'"{SIGN_UP}" ')),
    "quoted rule's sentence, two paragraphs": Case(
        M, lambda size: run(f'"{SIGN_UP}" ')(size // 2) + "\n" + run(f'"{SIGN_UP}" ')(size // 2)
    ),
    "quoted rule's sentence, lines": Case(M, run(f'He read: "{SIGN_UP}" and left.\n')),
    "addresses": Case(M, run("http://www.example.org/a@b.example\n")),
    "items of a menu": Case(M, run("News | Sport | Weather\n")),
    "emoji": Case(M, run("😀🎉👍🏽👨\u200d👩\u200d👧")),
    "one word": Case(M, run("a")),
    "letters, no space": Case(M, run("abcdefghij")),
    "digits": Case(M, run("1234567890")),
    'quotes "': Case(M, run('"')),
    "quotes '": Case(M, run("'")),
    "quotes ' a'": Case(M, run(" 'a")),
    "brackets (": Case(M, run("(")),
    "brackets (a) ": Case(M, run("(aaa) ")),
    "marks > ": Case(M, run("> ")),
    "marks >, lines": Case(M, run(">\n")),
    "bullets": Case(M, run("- ")),
    "entities &amp;": Case(M, run("&amp;")),
    "entities &quot; after stops": Case(M, run(".&quot;")),
    "full stops": Case(M, run(".")),
    "full stops, spaced": Case(M, run(". ")),
    "stops and quotes": Case(M, run('." ')),
    "initials": Case(M, run("a. B. ")),
    "initials, paragraphs": Case(M, run("a. B. " * 2000 + "\n")),
    "ideographic full stops": Case(M, run("。")),
    "one combining mark": Case(M, run("\u0301")),
    "letter and mark": Case(M, run("e\u0301")),
    "zero-width spaces": Case(M, run("\u200b")),
    "no-break spaces": Case(M, run("\xa0")),
    "ligatures that grow": Case(M, run("\ufdfa")),
    "NUL": Case(M, run("\0")),
    "lone surrogates": Case(M, run("\udc80")),
    "line separators": Case(M, run("a\u2028")),
}


def measure(case: str, divisor: int) -> None:
    """Print the yardstick, then the case; ns a code point, and the most memory that the process ever took."""
    from cleaner import Cleaner

    cleaner = Cleaner()
    for text in articles(20, seed=1):
        cleaner.analyze(text)
    begin = time.process_time()
    while time.process_time() - begin < 0.3:
        reference = _cost(cleaner, [long_text(REFERENCE, seed) for seed in range(2, 22)])
    print(json.dumps(reference), flush=True)
    size = max(1, CASES[case].size // divisor)
    text = CASES[case].make(size)
    texts = (
        [text]
        if size > 2 * REFERENCE
        else [CASES[case].make(size)]
        if not CASES[case].prose
        else [long_text(size, seed) for seed in range(300_000 // size)]
    )
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    found = _cost(cleaner, texts)
    found["memory"] = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024 / size
    print(json.dumps(found), flush=True)


def _cost(cleaner: Any, texts: list[str]) -> dict[str, float]:
    """Return ns a code point of analysis with text and removals, and of the full explanation on top."""
    analysis = explanation = 0.0
    removals = 0
    for text in texts:
        begin = time.process_time()
        result = cleaner.analyze(text)
        _ = result.text, result.removals
        middle = time.process_time()
        result.to_dict()
        explanation += time.process_time() - middle
        analysis += middle - begin
        removals += len(result.removals)
    size = sum(map(len, texts))
    return {
        "size": size / len(texts),
        "analysis": analysis * 1e9 / size,
        "explanation": explanation * 1e9 / size,
        "removals": removals / len(texts),
    }


def run_case(case: str, divisor: int, seconds: float) -> dict[str, Any]:
    """Measure a case in a new process; ``{"error": …}`` if it takes longer than ``seconds``, or fails."""
    command = [sys.executable, __file__, case, str(divisor)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=seconds, cwd=Path(__file__).parent)
    except subprocess.TimeoutExpired:
        return {"error": f"stopped after {seconds:.0f} s"}
    lines = done.stdout.splitlines()
    if done.returncode or len(lines) < 2:
        return {"error": (done.stderr.strip().splitlines() or [f"exit status {done.returncode}"])[-1]}
    reference, found = map(json.loads, lines[-2:])
    return found | {
        "relative": found["analysis"] / reference["analysis"],
        "explained": (found["analysis"] + found["explanation"]) / reference["analysis"],
    }


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    measure(sys.argv[1], int(sys.argv[2]))
