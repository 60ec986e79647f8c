"""Learns how boilerplate is worded from the examples of all rules, and writes rules/<language>/wording.json.

    python benchmarks/train_wording.py                 # from the project's own examples, lines and golden documents
    python benchmarks/train_wording.py CORPORA         # and from the reporting on labelled pages

What rules remove is boilerplate; what they keep, what rules of reporting recognise, and the reporting in golden documents
is not. Lines in benchmarks/lines say which they are: there, what sites say is worded by somebody who had not read the
rules. Of labelled pages (layouts in corpora.py) only the sites of half a are read, so that half b can tell what was
gained. A logistic regression with a penalty on the sum of weights (L1) leaves few words, of which
cleaner/rulebook/wording.py sums up the weights. Needs scikit-learn; the same input gives the same files.
"""

import argparse
import json
import sys
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from corpora import Page, read
from quality import judged, words

from cleaner.detectors.wording import LIKELY, LONGEST
from cleaner.fold import fold
from cleaner.labels import BOILERPLATE, REPORTING
from cleaner.rulebook.build import WORDING, builtin_languages, builtin_rules
from cleaner.rulebook.lexicon import Languages
from cleaner.rulebook.wording import LENGTHS, features

ROOT = Path(__file__).resolve().parent.parent
LINES = ROOT / "benchmarks" / "lines"
"""Folder with a file a language, each line a label, a tab and a text; see its README."""
INPUT = "trafilatura"
"""The extractor whose text of labelled pages is learnt from: the one that news sites are most often read with."""
STRENGTH = 1.0
"""Inverse of the penalty. With three times as much, half again as many near misses of other wording were taken."""
CAUTION = 2.0
"""Times that a line of reporting counts, as to lose one is worse than to leave one of boilerplate."""
PLENTY = 8
"""Lines of reporting for each of boilerplate from which on those of boilerplate count more, in proportion."""
FOLDS, TOLERATED = 5, 0.02
"""The bias is lowered until so many lines of reporting at most are likely to be boilerplate, each judged by weights that
were learnt without its fold."""
LEAST = 0.05
"""Weight below which a word is left out."""

HELD_OUT = frozenset(("languages",))
"""Folders of golden documents from which nothing is learnt, so that what is measured on them says something."""

Examples = dict[str, list[tuple[str, str]]]
"""For each language (text, label)."""


def own_examples() -> Examples:
    """Return the examples of all rules, the labelled LINES, and the reporting in golden documents save those HELD_OUT."""
    found: Examples = defaultdict(list)
    for language in builtin_languages():
        for rule in builtin_rules(language):
            found[language] += [(text, rule.label) for text in rule.removes]
            if rule.label in BOILERPLATE:
                found[language] += [(text, "body") for text in rule.keeps]
        file = LINES / f"{language}.tsv"
        rows = file.read_text(encoding="utf-8").splitlines() if file.is_file() else []
        found[language] += [(text, label) for label, text in (row.split("\t", 1) for row in rows)]
    known = Languages(builtin_languages())
    golden = ROOT / "tests" / "golden"
    for file in sorted(golden.rglob("*.toml")):
        if file.relative_to(golden).parts[0] in HELD_OUT:
            continue
        document = tomllib.loads(file.read_text(encoding="utf-8"))
        lines = [(text, label) for label, text in document.get("lines", ()) if label in REPORTING and text.strip()]
        if language := known.main("\n".join(text for text, _ in lines)):
            found[language] += lines
    return found


def reporting(corpora: dict[str, list[Page]]) -> Examples:
    """Return the lines of labelled pages, of half the sites, that are surely reporting.

    Boilerplate of theirs is not learnt: tried, it took 2 more words in 100 on the other half of the sites of one corpus
    and none on those of another, and harmed 3 more of 387 articles.
    """
    found: Examples = defaultdict(list)
    known = Languages(builtin_languages())
    for page in (page for pages in corpora.values() for page in pages if page.half == "a"):
        text = page.texts.get(INPUT, "")
        language = known.main(text)
        if not language:
            continue
        if page.gold:
            found[language] += [(line, "body") for _, line, kind, _ in judged(page, text) if kind == "gold"]
        wanted = [f" {' '.join(words(snippet))} " for snippet in page.keep]
        for line in text.split("\n") if wanted else ():
            content = f" {' '.join(words(line))} "
            if any(snippet in content or content in snippet for snippet in wanted) and content.strip():
                found[language].append((line, "body"))
    return found


def learn(examples: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Return the weights as :class:`cleaner.rulebook.wording.Wording` has them."""
    import numpy as np
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import cross_val_predict

    rows = sorted({(fold(text)[0], label) for text, label in examples if len(text) <= LONGEST and text.strip()})
    vectorizer = DictVectorizer()
    matrix = vectorizer.fit_transform([dict.fromkeys(features(text), 1) for text, _ in rows])
    matrix.indices, matrix.indptr = matrix.indices.astype("int32"), matrix.indptr.astype("int32")
    is_boilerplate = [label not in REPORTING for _, label in rows]
    balance = max(1.0, (len(rows) - sum(is_boilerplate)) / sum(is_boilerplate) / PLENTY)

    def fit(with_bias: bool) -> Any:
        model = LogisticRegression(
            C=STRENGTH,
            l1_ratio=1,
            solver="liblinear",
            fit_intercept=with_bias,
            class_weight={True: balance, False: CAUTION},
            max_iter=3000,
            random_state=0,
        )
        return model.fit(matrix, is_boilerplate)

    model = fit(with_bias=True)
    if model.intercept_[0] > 0:  # a text of unknown words must speak for nothing
        model = fit(with_bias=False)
    odds = cross_val_predict(model, matrix, is_boilerplate, cv=FOLDS, method="decision_function")
    taken = np.quantile(odds[~np.array(is_boilerplate)], 1 - TOLERATED)
    bias = (float(model.intercept_[0]) if model.fit_intercept else 0.0) - max(0.0, float(taken) - LIKELY)
    columns = matrix.tocsc()
    total = Counter(label for _, label in rows)
    lengths = {f"#{length}" for length in LENGTHS}  # no length speaks for a label
    found = {}
    for column, (feature, weight) in enumerate(zip(vectorizer.feature_names_, model.coef_[0], strict=True)):
        if abs(weight) < LEAST:
            continue
        where = columns.indices[columns.indptr[column] : columns.indptr[column + 1]]
        labels = Counter(rows[row][1] for row in where if rows[row][1] in BOILERPLATE)
        speaks = weight > 0 and labels and feature not in lengths
        label = max(sorted(labels), key=lambda name: labels[name] / total[name] ** 0.5) if speaks else ""
        found[feature] = [round(float(weight), 2), label]
    return {"bias": round(bias, 2), "words": found}


def main() -> None:
    """Read the examples, learn, and write the files."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", type=Path, nargs="?", help="folder of labelled pages")
    parser.add_argument("--output", type=Path, default=ROOT / "rules", help="folder of languages to write to")
    arguments = parser.parse_args()
    examples = own_examples()
    for language, more in reporting(read(arguments.corpora) if arguments.corpora else {}).items():
        examples[language] += more
    for language in sorted(examples.keys() - {"any"}):
        learnt = learn(examples[language])
        file = arguments.output / language / WORDING
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(learnt, ensure_ascii=False, indent=0, sort_keys=True) + "\n", encoding="utf-8")
        print(
            f"{language}: {len(examples[language])} examples, {len(learnt['words'])} words, {file.stat().st_size} bytes"
        )


if __name__ == "__main__":
    main()
