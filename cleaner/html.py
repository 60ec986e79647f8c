"""Reads an HTML page once: its text as trafilatura extracts it, and what the markup says about each line of that text.

What is boilerplate in the text is not decided here. trafilatura and lxml are imported when a page is first read (1 s).
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from cleaner.decoding import decode_page
from cleaner.markup import NO_MARKUP, Facts, Markup

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.html import HtmlElement

LARGEST = 20_000_000
"""Bytes, or code points, of a page; a longer one is not read. trafilatura's own limit for what it downloads."""
MOST_TAGS = 100_000
"""Tags of a page; one with more is not read, as a table of a million rows. For so many a few seconds are spent; pages
of news have 3,000 on average and 40,000 at most."""
DEEPEST = 250
"""Elements within each other; the parser leaves out what is nested deeper than 255."""

LITTLE = 100
"""Code points; where no more can be extracted, and the page holds more, the article may have been missed."""

FOREIGN = 0.1
"""Share of the words of title and description below which a text is of something else: an appeal that is longer than the
article, say. Of 600 labelled pages, those with fewer had next to nothing of their article extracted, with one exception."""
FAMILIAR = 0.5
"""Share from which trafilatura's own extraction is preferred to the outcome of its comparisons."""
MOST = 2
"""Times the length of an extracted text up to which the prose of the page may be without anything being missed. From
twice the length on, trafilatura prefers what others extract."""
FEWEST_WORDS = 8
"""Words of title and description of which a share says something."""
_LONG_WORD = re.compile(r"[^\W\d_\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]{5,}")  # in scripts with spaces

_TAG = re.compile(r"<[A-Za-z]")
_GZIP = b"\x1f\x8b\x08"
# What some files begin with that are sent as pages and are none.
_SIGNATURES = (
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"%PDF-", "a PDF file"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"RIFF", "an image, sound or film"),
)

# Elements that hold no text of the page, and such as trafilatura drops from any article. They go before it copies the
# page, four times, which saves it a third of its time.
_UNREAD = ("style", "svg", "iframe", "canvas", "link", "meta")
_DROPPED = (
    "nav", "footer", "aside", "noscript", "picture", "video", "audio", "object", "embed", "map", "dialog",
    "button", "select", "input", "label", "textarea", "datalist", "fieldset",
)  # fmt: skip
_PROGRAM = re.compile(r"javascript|ecmascript|module|json", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Page:
    """A page as far as it could be read.

    ``text`` is what was extracted, ``markup`` what the HTML said about it, ``whole`` the text of the whole page, one
    block per line. ``note`` says why there is no text.
    """

    text: str = ""
    markup: Markup = NO_MARKUP
    whole: str = ""
    note: str | None = None


def read(html: str | bytes, charset: str | None = None) -> Page:
    """Return the text of a page without comments; if it cannot be read, an empty page whose ``note`` says why.

    ``charset`` is the encoding that the server names. Raises TypeError if ``html`` is neither str nor bytes.
    """
    if not isinstance(html, str | bytes):
        raise TypeError(f"expected HTML as str or bytes, found {type(html).__name__}")
    if problem := _problem(html):
        return Page(note=problem)
    from trafilatura.utils import handle_compressed_file, load_html

    if isinstance(html, bytes) and html.startswith(_GZIP):
        html = handle_compressed_file(html, LARGEST)
        if html.startswith(_GZIP):
            return Page(note="a gzip archive that is damaged, or too long when unpacked")
    text = decode_page(html, charset) if isinstance(html, bytes) else html
    if text.count("<") > MOST_TAGS:
        return Page(note=f"more than {MOST_TAGS:,} tags: not read")
    tree = load_html(text)
    if tree is None and _TAG.search(text):
        text = f"<html><body>{text}</body></html>"  # a fragment
        tree = load_html(text)
    return Page(note="not HTML") if tree is None else _read_tree(tree, text)


def _problem(html: str | bytes) -> str | None:
    """Return why a page cannot be read, judging by its beginning and length."""
    if not html.strip():
        return "empty"
    if len(html) > LARGEST:
        return f"longer than {LARGEST:,} {'bytes' if isinstance(html, bytes) else 'characters'}: not read"
    if isinstance(html, bytes):
        return next((f"not HTML but {what}" for signature, what in _SIGNATURES if html.startswith(signature)), None)
    return None


def _read_tree(tree: HtmlElement, html: str) -> Page:
    """Return the page of which ``tree`` is made; the tree is used up."""
    from lxml import etree
    from trafilatura.utils import load_html

    from cleaner.facts import read_facts
    from cleaner.source import PageText

    facts = read_facts(tree)
    _strip(tree)
    source = PageText(tree)
    etree.strip_elements(tree, *_DROPPED, with_tail=False)
    text = extract(tree, is_own=True)
    if source.prose > MOST * len(text) or agreement(text, facts) < FOREIGN:
        tree = load_html(html)
        _strip(tree)
        text = choose(text, extract(tree), source.text, facts)
    note = None
    if not text:
        note = f"no text found: nested deeper than {DEEPEST}" if source.depth > DEEPEST else "no text found"
    found = source.find(text)
    if left_out := [*source.standfirst(text, found, facts.descriptions), *source.left_out(text, found)]:
        text = put_back(text, left_out)
        found = source.find(text)
    return Page(text, Markup(source.features(found), facts), source.text, note)


def _strip(tree: HtmlElement) -> None:
    """Remove from a tree what is not text, and what would cost time or memory."""
    from lxml import etree

    for script in tree.iter("script"):
        kind = script.get("type")
        if not kind or ("ld+json" not in kind and _PROGRAM.search(kind)):
            script.text = None  # of the others, data for search engines and templates may hold the article
    etree.strip_elements(tree, *_UNREAD, with_tail=False)
    # Without what they span, since cells would be made up for it: with a few bombs of 100 times 100 in each row.
    etree.strip_attributes(tree, "colspan", "rowspan")


def put_back(text: str, left_out: Sequence[tuple[int, str]]) -> str:
    r"""Return an extracted text with the lines that were left out, each before the line that begins at its offset.

    >>> put_back("First\nFourth", [(6, "Second"), (6, "Third")])
    'First\nSecond\nThird\nFourth'
    """
    pieces = []
    position = 0
    for offset, line in sorted(left_out, key=itemgetter(0)):
        pieces += [text[position:offset], line, "\n"]
        position = offset
    return "".join([*pieces, text[position:]])


def extract(tree: HtmlElement, is_own: bool = False) -> str:
    """Return the main text of a page, without comments; empty if trafilatura finds none.

    With ``is_own`` only trafilatura's own extraction is run, without comparing it to what readability and jusText find.
    """
    from trafilatura import bare_extraction
    from trafilatura.xml import xmltotxt

    # No deduplication: trafilatura keeps what it has seen between documents.
    document: Any = bare_extraction(tree, include_comments=False, deduplicate=False, output_format="txt", fast=is_own)
    return unicodedata.normalize("NFC", xmltotxt(document.body, False)) if document else ""


def choose(own: str, other: str, whole: str, facts: Facts) -> str:
    """Return one of two texts that were extracted in different ways, ``own`` by trafilatura's own.

    A text that is plainly about something else is rejected. Otherwise ``other`` is trusted, as trafilatura does, unless the
    article that a third way finds, by the looks of the lines of the ``whole`` page, is more like ``own``.
    """
    from cleaner.detectors.page import find_page

    is_foreign = agreement(other, facts) < FOREIGN
    if is_foreign or agreement(own, facts) < FOREIGN:
        return own if is_foreign and agreement(own, facts) > FAMILIAR else other
    pieces = []
    position = 0
    for finding in find_page(whole, True) or ():
        pieces.append(whole[position : finding.start])
        position = finding.end
    article = "".join([*pieces, whole[position:]])
    return own if likeness(own, article) > likeness(other, article) else other


def likeness(one: str, other: str) -> float:
    """Return which share of the words of two texts both hold, as often as each.

    >>> likeness("a fish and a bird", "a fish"), likeness("a fish", "two birds")
    (0.4, 0.0)
    """
    words, others = Counter(one.split()), Counter(other.split())
    held = (words | others).total()
    return (words & others).total() / held if held else 0.0


def agreement(text: str, facts: Facts) -> float:
    """Return which share of the words in title and description of a page its text holds; 1 if they are too few to tell.

    >>> facts = Facts(("Council closes fish market",), descriptions=("Traders in Tarnsund expected another decision",))
    >>> agreement("Your support matters. Please donate.", facts), agreement("The council closes the market.", facts)
    (0.0, 0.375)
    """
    said = set(_LONG_WORD.findall(f"{facts.title or ''} {facts.description or ''}".lower()))
    if len(said) < FEWEST_WORDS:
        return 1.0
    text = text.lower()
    return sum(word in text for word in said) / len(said)
