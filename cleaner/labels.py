"""The closed list of labels: what a span of a news page can be. Everything else derives from this list."""

REPORTING: tuple[str, ...] = ("headline", "byline", "dateline", "body", "caption", "credit")
"""Labels of the reporting, kept by default."""

BOILERPLATE: tuple[str, ...] = (
    "cookie",
    "donation",
    "ad",
    "newsletter",
    "social",
    "related",
    "paywall",
    "legal",
    "navigation",
    "comment",
    "ui",
    "disclosure",
    "bio",
    "contact",
    "promo",
)
"""Labels of what the site wraps around the reporting, dropped by default."""

LABELS: tuple[str, ...] = REPORTING + BOILERPLATE

GROUPS: dict[str, tuple[str, ...]] = {"reporting": REPORTING, "boilerplate": BOILERPLATE}
"""Names that stand for several labels wherever labels are chosen (``keep``, ``drop``)."""


def expand(names: tuple[str, ...] | list[str]) -> frozenset[str]:
    """Return the labels that ``names`` (labels or group names) stand for; raise ValueError for an unknown one."""
    chosen: set[str] = set()
    for name in names:
        if name in GROUPS:
            chosen.update(GROUPS[name])
        elif name in LABELS:
            chosen.add(name)
        else:
            raise ValueError(f"unknown label {name!r}: expected one of {', '.join((*LABELS, *GROUPS))}")
    return frozenset(chosen)
