"""Learns how lines stand that lie inside the article of a page and are none of it; writes cleaner/detectors/layout.json.

    python benchmarks/train_layout.py CORPORA          # layouts in corpora.py
    python benchmarks/train_layout.py CORPORA --check  # learns from each half of the sites, judges the lines of the other

The pages are printed as text by inscriptis, cleaned without these weights, and what is left is learnt from: lines of the main
text, or of wanted snippets, speak for the article, other ones against it, save headlines and what is labelled as reporting.
A logistic regression with a penalty on the sum of weights (L1) leaves out what tells nothing. Needs scikit-learn; the
same input gives the same file.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from corpora import Page, line_key, read, words
from quality import judged

from cleaner import REPORTING, Cleaner
from cleaner.detectors import layout
from cleaner.detectors.page import UNLIKE
from cleaner.rulebook import LAYOUT

INPUT = "inscriptis"
STRENGTH = 0.1
"""Inverse of the penalty; from 0.02 to 1 hardly anything changes."""
LEAST = 0.05
"""Weight below which a feature is left out."""

Line = tuple[frozenset[str], bool, int]
"""Its features, whether it belongs to the article, and its words."""


def examples(page: Page, cleaner: Cleaner) -> Iterator[Line]:
    """Yield the lines of a page that are left once it is cleaned, and that are known to be one or the other."""
    text = cleaner.clean(page.texts[INPUT])
    lines = [line for line in text.split("\n") if line.strip()]
    kinds = dict(_judged(page, text) if page.gold else _by_snippets(page, lines))
    for line, features in zip(lines, layout.describe(lines), strict=True):
        if line in kinds:
            yield features, kinds[line], len(words(line))


def _judged(page: Page, text: str) -> Iterator[tuple[str, bool]]:
    """Yield each line that is in the main text or not, save headlines, those of both and those labelled as reporting."""
    labels = page.labels or {}
    for _, line, kind, _ in judged(replace(page, labels=None), text):
        if kind != "neither" and labels.get(line_key(line.strip())) not in REPORTING:
            yield line, kind == "gold"


def _by_snippets(page: Page, lines: Sequence[str]) -> Iterator[tuple[str, bool]]:
    """Yield each line that holds a wanted or unwanted snippet or lies in one; of both, it is wanted."""
    wanted, unwanted = ([f" {' '.join(words(s))} " for s in snippets] for snippets in (page.keep, page.drop))
    for line in lines:
        content = f" {' '.join(words(line))} "
        is_wanted = _meets(content, wanted)
        if is_wanted or _meets(content, unwanted):
            yield line, is_wanted


def _meets(content: str, snippets: Sequence[str]) -> bool:
    return any(snippet in content or content in snippet for snippet in snippets if snippet.strip() and content.strip())


def learn(lines: Sequence[Line]) -> dict[str, float]:
    """Return the weights as :func:`cleaner.detectors.layout.load_weights` reads them; lines count by the root of their words."""
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    vectorizer = DictVectorizer()
    matrix = vectorizer.fit_transform([dict.fromkeys(sorted(features), 1) for features, _, _ in lines])
    matrix.indices, matrix.indptr = matrix.indices.astype("int32"), matrix.indptr.astype("int32")
    model: Any = LogisticRegression(C=STRENGTH, l1_ratio=1, solver="liblinear", max_iter=3000, random_state=0)
    model.fit(matrix, [is_article for _, is_article, _ in lines], [size**0.5 for _, _, size in lines])
    found = {name: round(float(w), 2) for name, w in zip(vectorizer.feature_names_, model.coef_[0], strict=True)}
    return {layout.BIAS: round(float(model.intercept_[0]), 2)} | {n: w for n, w in found.items() if abs(w) >= LEAST}


def check(by_half: dict[str, list[Line]]) -> None:
    """Print for each half of the sites what share of its words the weights learnt from the other take."""
    for half, other in ("ab", "ba"):
        weights = learn(by_half[other])
        taken = {True: 0, False: 0}
        total = {True: 0, False: 0}
        for features, is_article, size in by_half[half]:
            total[is_article] += size
            taken[is_article] += size * (layout.judge(features, weights)[0] < UNLIKE)
        shares = [f"{100 * taken[kind] / total[kind]:.2f} % of {total[kind]}" for kind in (True, False)]
        print(f"half {half}: of words of articles {shares[0]} go, of other words {shares[1]}")


def main() -> None:
    """Clean the pages, learn, and write the file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", type=Path, help="folder of labelled pages")
    parser.add_argument("--check", action="store_true", help="write nothing, but measure each half by the other")
    parser.add_argument("--output", type=Path, default=layout.WEIGHTS)
    arguments = parser.parse_args()
    cleaner = Cleaner(disable=(LAYOUT,))
    by_half: dict[str, list[Line]] = {"a": [], "b": []}
    for page in chain.from_iterable(read(arguments.corpora).values()):
        if page.texts.get(INPUT, "").strip():
            by_half[page.half].extend(examples(page, cleaner))
    if arguments.check:
        check(by_half)
        return
    weights = learn([*by_half["a"], *by_half["b"]])
    arguments.output.write_text(json.dumps(weights, indent=0, sort_keys=True) + "\n", encoding="utf-8")
    print(f"{sum(map(len, by_half.values()))} lines, {len(weights)} weights, {arguments.output.stat().st_size} bytes")


if __name__ == "__main__":
    main()
