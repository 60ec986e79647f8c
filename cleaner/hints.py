"""What the names of an element (class, id, itemprop, role) tell about the text in it, on any site."""

import re
from functools import lru_cache

_NAMES = {
    "related": "related|recommend(?:ed|ations?|s)?|most (?:read|popular|viewed)|trending|also (?:like|read)|see also|"
    "read (?:more|next|also)|more (?:on|from|stories|news|articles)|teasers?|carousel|outbrain|taboola|sidebar|next up",
    "newsletter": "newsletters?|subscribe|subscription|sign ?up|mailing|opt ?in",
    "social": "share|sharing|shares|social|sharebar|follow|followus|addthis|sharedaddy",
    "ad": "ad|ads|advert|adverts|advertisement|advertising|sponsor|sponsored|dfp|adslot",
    "comment": "comments?|disqus|respond|comment list",
    "cookie": "cookies?|consent|gdpr|onetrust|cookiebot",
    "paywall": "paywall|regwall|subscriber wall|premium wall",
    "donation": "donat(?:e|ion|ions)|contribute|fundrais(?:er|ing)",
    "navigation": "breadcrumbs?|navigation|nav|navbar|menu|pagination|pager|toc|table of contents|tag list|tags|topics",
    "disclosure": "disclosures?|disclaimers?|affiliate",
    "promo": "promo|promos|promotion|cta|call to action|banner",
    "ui": "is hidden|modal|popup|pop up|overlay|tooltip|toolbar|login|loading|screen reader text|sr only|visually hidden",
    "legal": "copyright|legal|colophon",
    "bio": "about (?:the )?author|author (?:bio|box|info|card|profile|description)|authorbox|bio|contributor bio",
    "byline": "bylines?|authors?|author name|writer|byl|contributors?",
    "dateline": "dateline|timestamp|dates?|published|pubdate|publish(?:ed)? date|date published|date modified|updated|datetime",
    "caption": "captions?|figcaption|wp caption text|image caption|legend",
    "credit": "credits?|photo credit|image credit|photographer|source credit",
    "headline": "headline|subheadline|subtitle|sub title|standfirst|dek|deck|subhead|entry title|post title|article title|lede|kicker",
}
# Names are matched word by word.
_HINTS = re.compile(
    r"(?<![a-z])(?:" + "|".join(f"(?P<{label}>{names})" for label, names in _NAMES.items()) + r")(?![a-z])"
)
_SEPARATOR = re.compile(r"[^A-Za-z\s]+|(?<=[a-z])(?=[A-Z])")


@lru_cache(maxsize=4096)
def hints(names: str) -> frozenset[str]:
    """Return the labels that the names of an element suggest.

    >>> sorted(hints("c-relatedStories article__newsletter-box")), sorted(hints("shared correlated address"))
    (['newsletter', 'related'], [])
    """
    return frozenset(
        match.lastgroup for match in _HINTS.finditer(_SEPARATOR.sub(" ", names).lower()) if match.lastgroup
    )
