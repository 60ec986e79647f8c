"""Reads what a page says about its article: meta elements, data for search engines (JSON-LD), its title and heading."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from cleaner.markup import Facts

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# Names of meta elements (https://ogp.me, Twitter cards, Dublin Core, Parsely, HTML itself), the best first.
_TITLES = ("og:title", "twitter:title", "dc.title", "parsely-title", "headline", "sailthru.title")
_AUTHORS = (
    "author",
    "article:author",
    "parsely-author",
    "dc.creator",
    "sailthru.author",
    "byl",
    "twitter:creator:name",
)
_DESCRIPTIONS = ("og:description", "description", "twitter:description")
_ARTICLE = re.compile(r"Article|BlogPosting|Report|LiveBlog")  # types of https://schema.org
_TITLE_END = re.compile(r"\s+[|»·•–—-]\s+(?!.*\s[|»·•–—-]\s).*$")
LONGEST = 300
"""Code points of a title or the names of authors; what is longer is something else."""


def read_facts(tree: HtmlElement) -> Facts:
    """Return what is known of the article of a page; a mistake in the page is a fact less."""
    meta: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop")
        content = element.get("content")
        if name and content and content.strip():
            meta.setdefault(name.lower(), " ".join(content.split()))
    data = next(_articles(tree), {})
    titles = [_string(data.get("headline")), *(meta.get(name) for name in _TITLES)]
    headings = [" ".join(h.text_content().split()) for h in tree.iter("h1")]
    if len(headings) == 1:
        titles.append(headings[0])
    if (element := tree.find(".//title")) is not None and element.text:
        title = " ".join(element.text.split())
        titles += [title, _TITLE_END.sub("", title)]
    descriptions = [*(meta.get(name) for name in _DESCRIPTIONS), _string(data.get("description"))]
    authors = [", ".join(_names(data.get("author"))), *(meta.get(name) for name in _AUTHORS)]
    return Facts(
        titles=tuple(dict.fromkeys(t for t in titles if t and len(t) <= LONGEST)),
        author=next((a for a in authors if a and len(a) <= LONGEST and "://" not in a), None),
        descriptions=tuple(dict.fromkeys(d for d in descriptions if d)),
    )


def _articles(tree: HtmlElement) -> Iterator[dict[str, Any]]:
    """Yield the descriptions of articles that a page carries as JSON-LD."""
    for script in tree.iter("script"):
        if script.get("type") != "application/ld+json" or not script.text or not _ARTICLE.search(script.text):
            continue
        try:
            found = json.loads(script.text, strict=False)
        except (ValueError, RecursionError):
            continue
        items = found if isinstance(found, list) else [found]
        for item in items:
            if isinstance(item, dict):
                graph = item.get("@graph")
                for node in graph if isinstance(graph, list) else [item]:
                    if isinstance(node, dict) and _ARTICLE.search(str(node.get("@type"))):
                        yield node


def _string(value: object) -> str | None:
    return " ".join(value.split()) if isinstance(value, str) and value.strip() else None


def _names(value: object) -> Iterator[str]:
    """Yield the names of the author or authors that JSON-LD gives, in any of the ways in which it may."""
    for item in value if isinstance(value, list) else [value]:
        name = _string(item.get("name")) if isinstance(item, dict) else _string(item)
        if name:
            yield name
