"""Documents to test with: the seeds line by line, shapes that news text comes in, and hypothesis strategies."""

import html
import tomllib
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import regex
from hypothesis import strategies as st

import cleaner
from cleaner.rulebook import build

ROOT = Path(__file__).resolve().parent.parent
SEEDS = {"000": "000_8c914ff2d5fcaabe.txt", "002": "002_3b2db03b73b21aec.txt"}


# --- the seeds -----------------------------------------------------------------------------------------------------


def seed_text(name):
    return (ROOT / "seeds" / SEEDS[name]).read_bytes().decode("utf-8")


def labelled_lines(name):
    """Return the (label, text) of each line as tests/seeds/<name>.toml states them; the label of an empty line is empty."""
    data = tomllib.loads((Path(__file__).parent / "seeds" / f"{name}.toml").read_text(encoding="utf-8"))
    return [(label, text) for label, text in data["lines"]]


def staying(name):
    return [text for label, text in labelled_lines(name) if label in cleaner.REPORTING]


def going(name):
    return [text for label, text in labelled_lines(name) if label in cleaner.BOILERPLATE]


def words(text):
    """Return the words of ``text``, blind to spelling that changes no meaning. Does not use the engine's own folding."""
    text = unicodedata.normalize("NFKD", html.unescape(text))
    text = regex.sub(r"[\p{Mn}\p{Cf}]", "", text).lower()
    return regex.findall(r"[\p{L}\p{N}]+", text)


# --- shapes --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Shape:
    """A way to write the same words. ``lines`` maps each line on its own, or ``text`` the whole document."""

    name: str
    apply: Callable[[str], str]


def _lines(change):
    def apply(text):
        return "\n".join(change(line) if line else line for line in text.split("\n"))

    return apply


def _wrap(width, first="", mark=""):
    """Wrap each paragraph as mail programs do: greedily, at spaces, empty lines marked too."""

    def paragraph(line):
        rows, row = [], ""
        for word in line.split(" "):
            if row and len(row) + 1 + len(word) > width:
                rows.append(row)
                row = word
            else:
                row = f"{row} {word}" if row else word
        return "\n".join(mark + row for row in [*rows, row])

    return lambda text: "\n".join(paragraph(line) if line else mark.rstrip() for line in text.split("\n"))


def _every_word(step, form):
    """Return what writes every ``step``-th word of a line in another form."""

    def apply(line):
        words = line.split(" ")
        words[::step] = [form.format(word) if word.isalnum() else word for word in words[::step]]
        return " ".join(words)

    return _lines(apply)


def _every(step, inserted):
    """Insert one of ``inserted`` after each ``step``-th letter of a line, between two letters."""

    def change(line):
        out = []
        for count, (here, after) in enumerate(zip(line, [*line[1:], " "], strict=True), 1):
            out.append(here)
            if count % step == 0 and here.isalpha() and after.isalpha():
                out.append(inserted[count // step % len(inserted)])
        return "".join(out)

    return _lines(change)


def _some_spaces(new, every):
    def change(line):
        parts = line.split(" ")
        return "".join(
            part + ((new if i % every == 0 else " ") if i < len(parts) else "") for i, part in enumerate(parts, 1)
        )

    return _lines(change)


def _replace(*pairs):
    def apply(text):
        for old, new in pairs:
            text = text.replace(old, new)
        return text

    return apply


def _curly(line):
    line = regex.sub(r'(?<![\p{L}\p{N}.,!?])"', "“", line).replace('"', "”")
    return line.replace("'", "’")


STRAIGHT = (("“", '"'), ("”", '"'), ("’", "'"), ("‘", "'"))
FULL_WIDTH = {c: c + 0xFEE0 for c in (*range(0x41, 0x5B), *range(0x61, 0x7B))}
ENTITIES = (
    ("&", "&amp;"),
    ('"', "&quot;"),
    ("“", "&ldquo;"),
    ("”", "&rdquo;"),
    ("’", "&#8217;"),
    ("'", "&#39;"),
    ("…", "&hellip;"),
    ("—", "&mdash;"),
)

SHAPES = {
    shape.name: shape
    for shape in (
        Shape("as it is", lambda text: text),
        Shape("one single line", lambda text: " ".join(line for line in text.split("\n") if line)),
        Shape("single newlines", lambda text: "\n".join(line for line in text.split("\n") if line)),
        Shape("wrapped at 60", _wrap(60)),
        Shape("wrapped at 72", _wrap(72)),
        Shape("wrapped at 80", _wrap(80)),
        Shape("CRLF", _replace(("\n", "\r\n"))),
        Shape("CR", _replace(("\n", "\r"))),
        Shape("U+2028", _replace(("\n", "\u2028"))),
        Shape("U+2029", _replace(("\n", "\u2029"))),
        Shape("U+0085", _replace(("\n", "\x85"))),
        Shape("BOM", lambda text: "\ufeff" + text),
        Shape("quoted mail", lambda text: "\n".join("> " + line if line else ">" for line in text.split("\n"))),
        Shape("quoted mail, spaces kept", lambda text: "\n".join("> " + line for line in text.split("\n"))),
        Shape("quoted mail twice", lambda text: "\n".join(">> " + line if line else ">>" for line in text.split("\n"))),
        Shape("quoted mail wrapped at 72", _wrap(70, mark="> ")),
        Shape("bullets -", _lines(lambda line: "- " + line)),
        Shape("bullets •", _lines(lambda line: "• " + line)),
        Shape("bullets *", _lines(lambda line: "* " + line)),
        Shape("tabs", _lines(lambda line: "\t" + line)),
        Shape("indented", _lines(lambda line: "    " + line)),
        Shape("trailing spaces", _lines(lambda line: line + "   ")),
        Shape("spaces in blank lines", lambda text: "\n".join(line or "  \t" for line in text.split("\n"))),
        Shape("two spaces after sentences", _lines(lambda line: regex.sub(r"(?<=[.!?]) ", "  ", line))),
        Shape("no-break spaces", _some_spaces("\xa0", 1)),
        Shape("some no-break spaces", _some_spaces("\xa0", 3)),
        Shape("thin spaces", _some_spaces("\u2009", 1)),
        Shape("ideographic spaces", _some_spaces("\u3000", 1)),
        Shape("curly quotes", _lines(_curly)),
        Shape("straight quotes", _replace(*STRAIGHT)),
        Shape("hyphens for dashes", _replace(("—", "-"), ("–", "-"))),
        Shape("two hyphens for dashes", _replace(("—", "--"))),
        Shape("dashes for hyphens", _replace(("-", "–"))),
        Shape("no-break hyphens", _replace(("-", "\u2011"))),
        Shape("three dots", _replace(("…", "..."))),
        Shape("zero-width spaces", _every(3, "\u200b\u200d\u2060")),
        Shape("soft hyphens", _every(4, "\xad")),
        Shape("full-width letters", lambda text: text.translate(FULL_WIDTH)),
        Shape("HTML entities", _replace(*ENTITIES)),
        Shape("no-break entities", _some_spaces("&nbsp;", 3)),
        Shape("upper case", str.upper),
        Shape("lower case", str.lower),
    )
}


def combined(*names):
    def apply(text):
        for name in names:
            text = SHAPES[name].apply(text)
        return text

    return Shape(" + ".join(names), apply)


COMBINATIONS = [
    combined("single newlines", "CRLF", "trailing spaces"),
    combined("straight quotes", "three dots", "wrapped at 72", "CRLF"),
    combined("upper case", "one single line"),
    combined("upper case", "wrapped at 60", "U+2028"),
    combined("curly quotes", "no-break spaces", "CR"),
    combined("HTML entities", "no-break entities", "one single line"),
    combined("HTML entities", "quoted mail wrapped at 72"),
    combined("soft hyphens", "zero-width spaces", "bullets •"),
    combined("full-width letters", "ideographic spaces", "single newlines"),
    combined("three dots", "straight quotes", "quoted mail", "CRLF", "BOM"),
    combined("zero-width spaces", "wrapped at 80", "quoted mail"),
    combined("some no-break spaces", "tabs", "U+2029"),
    combined("two spaces after sentences", "one single line", "upper case"),
]
MARKUP = [
    Shape("Markdown links", _every_word(3, "[{}](https://example.org/?a=1)")),
    Shape("Markdown bold", _every_word(2, "**{}**")),
    Shape("HTML tags inside", _every_word(3, '<a href="/b" class="c">{}</a>')),
]
ALL_SHAPES = [*SHAPES.values(), *COMBINATIONS, *MARKUP]
ONE_LINE = SHAPES["one single line"]
LINES_KEPT = [shape for shape in ALL_SHAPES if ONE_LINE.name not in shape.name]


# --- strategies ----------------------------------------------------------------------------------------------------

NEWLINES = ("\n", "\r\n", "\r", "\x85", "\u2028", "\u2029")
PROSE = (
    "The council approved a second bridge across the river on Monday evening, after a debate that lasted almost four hours.",
    "Engineers expect the work to take three years. Traffic will be led through the old town for most of that time.",
    '"We did not see this coming," said Maria Holt, who runs a bakery on the square. "Nobody asked us."',
    "The letter reads as follows, according to two people who have seen it and asked not to be named:",
    "Er sagte: „Wir haben nichts gewusst.“ Das Gericht glaubte ihm nicht und verurteilte ihn zu zwei Jahren Haft.",
    "政府は月曜日、新しい橋の建設を承認した。工事には三年かかる見込みだ。",
    "BERLIN (Reuters) - Prices rose 3.2% in May, more than economists had expected, the statistics office said.",
    "1. Turn the oven to 200 °C.",
    "Name | Points | Goals",
    "Why the bridge matters",
)
NOISE = (
    "",
    " ",
    "\t",
    "> ",
    ">> ",
    "- ",
    "• ",
    "* ",
    "\ufeff",
    "\u200b",
    "\xad",
    "\xa0",
    "\u3000",
    "&nbsp;",
    "&amp;",
    "&#8217;",
    "&quot;",
    "…",
    "...",
    "!!",
    "→ ",
    '"',
    "“",
    "”",
    "'",
    "(",
    ")",
    ":",
    ";",
    "|",
    "\x00",
    "\ud800",
    "ß",
    "é",
    "İ",
)


LANGUAGES = {"any": 1, "en": 1, "de": 12, "ru": 15, "ar": 15, "zh": 12}
"""Languages that stand for all others where all rules would take too long, of several scripts, with and without spaces;
one in so many of their rules is used."""


@cache
def builtin_rules():
    """Return the built-in rules of LANGUAGES as their files say them, with their examples."""
    return tuple(rule for language, step in LANGUAGES.items() for rule in build.builtin_rules(language)[::step])


@cache
def examples():
    texts = {text for rule in builtin_rules() for text in (*rule.removes, *rule.keeps)}
    texts.update(line for name in SEEDS for line in seed_text(name).split("\n") if line)
    return sorted(texts)


any_text = st.text(st.characters(exclude_categories=()), max_size=200)
"""Any string at all, lone surrogates included."""


def pieces():
    return st.one_of(
        st.sampled_from(examples()),
        st.sampled_from(examples()),
        st.sampled_from(PROSE),
        st.sampled_from(NOISE),
        st.text(st.characters(exclude_categories=()), max_size=12),
    )


@st.composite
def news(draw, max_pieces=14):
    """Draw a document of real lines, prose and noise, glued by line breaks of all kinds or by nothing, in any shape."""
    newline = draw(st.sampled_from(NEWLINES))
    glue = st.sampled_from((newline, newline, newline * 2, newline * 2, newline * 3, " ", "", "\n", newline + " "))
    text = "".join(piece + joint for piece, joint in draw(st.lists(st.tuples(pieces(), glue), max_size=max_pieces)))
    if draw(st.booleans()):
        text = draw(st.sampled_from(ALL_SHAPES)).apply(text)
    return text


documents = st.one_of(any_text, news(), news())
