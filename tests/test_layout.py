"""Lines of pages judged by how they look: what is unlike the article goes with a reason, and only on pages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import PROSE
from test_page import ARTICLE, page, rules

import cleaner
from cleaner import Cleaner
from cleaner.detectors import layout

BOX = ["        Harbour Works Ltd", "        14", "        Quay Street"]


def inside(*lines):
    """A page with lines between two paragraphs of its article."""
    return page(*ARTICLE[:4], *lines, *ARTICLE[4:])


def test_a_box_inside_the_article_goes_and_the_article_stays():
    result = cleaner.analyze(inside(*BOX))
    assert result.text.split("\n") == ARTICLE
    removal = next(removal for removal in result.removals if removal.rule == "page-layout")
    assert removal.label == "related"
    assert removal.reason.startswith("unlike the article: ")
    assert "much deeper" in removal.reason


def test_it_can_be_switched_off():
    plain, without = Cleaner(), Cleaner(disable=("layout",))
    kept = without.clean(inside(*BOX)).split("\n")
    assert [line for line in kept if line not in ARTICLE] == BOX
    assert plain.fingerprint != without.fingerprint


def test_what_is_no_page_is_not_judged():
    text = "\n".join([*ARTICLE[:4], *BOX, *ARTICLE[4:]])
    assert cleaner.clean(text) == text
    assert "page-layout" not in rules(cleaner.analyze(inside(*BOX), page=False))


@pytest.mark.parametrize(
    "line",
    [
        "        By Ada Rowntree and Tom Okafor",
        "        Photo: Ines Duarte/AFP",
        "        The old bridge in 1954. Photo: Ines Duarte",
        "It was closed in March.",
        "“We knew nothing of it.”",
        "What happens next?",
    ],
)
def test_reporting_stays_where_it_is_known_or_reads_as_such(line):
    assert line in cleaner.clean(inside(line)).split("\n")


def test_each_weight_is_of_a_feature_that_lines_have():
    shapes = ["Ada", "MORE NEWS", "a | b", "© 2024", "* why?", "14 : 3", "see www.example.org …", "“No.”", "Yes:"]
    lines = [indent + line for line in (*shapes, *PROSE) for indent in ("", "  ", "        ")]
    lines += [" ".join(PROSE[:3]), "word " * 60, *lines[::-1], *PROSE, *shapes]
    indented = [f"    {line}" for line in PROSE] + shapes
    known = frozenset().union(
        *layout.describe(lines), *layout.describe(indented), *layout.describe(PROSE[:1]), *layout.describe(PROSE[:2])
    )
    weights = layout.load_weights()
    assert weights.keys() - {layout.BIAS} <= known
    assert all(abs(weight) < 10 for weight in weights.values())


def test_the_reason_names_what_speaks_against_a_line_most():
    weights = {layout.BIAS: 1.0, "deeper": -2.0, "asks": 0.5, "closed": -0.1, "bars": -1.0, "digits": -0.5}
    odds, reasons = layout.judge(frozenset(weights) - {layout.BIAS} | {"of no weight"}, weights)
    assert odds == -2.1
    assert reasons == ["deeper", "bars", "digits"]


@given(st.lists(st.text(min_size=1).filter(str.strip), max_size=20))
def test_any_lines(lines):
    described = layout.describe(lines)
    assert len(described) == len(lines)
    assert described == layout.describe(lines)
