"""Measures contestants side by side, so that what else the machine does falls on all of them alike.

All times are CPU seconds of this process with all its threads; garbage is collected as in any program.
"""

import gc
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

CHUNK = 16
"""Documents after which the next contestant has its turn: some milliseconds."""


@dataclass(frozen=True)
class Sample:
    """Seconds of each round, by contestant, over the same documents."""

    seconds: dict[str, list[float]]
    size: int  # UTF-8 bytes

    def speed(self, name: str) -> float:
        """MB/s in the best round."""
        return self.size / 1e6 / min(self.seconds[name])

    def ratio(self, name: str, base: str) -> float:
        """How many times as long ``name`` takes as ``base``: the median of the rounds' own ratios."""
        return statistics.median(a / b for a, b in zip(self.seconds[name], self.seconds[base], strict=True))

    def first_ratio(self, name: str, base: str) -> float:
        """The same in the first round, in which the documents were new to the process."""
        return self.seconds[name][0] / self.seconds[base][0]

    def spread(self, name: str, base: str) -> tuple[float, float]:
        """The smallest and the largest of the rounds' ratios."""
        ratios = [a / b for a, b in zip(self.seconds[name], self.seconds[base], strict=True)]
        return min(ratios), max(ratios)


def race(texts: Sequence[str], contestants: dict[str, Callable[[str], object]], rounds: int) -> Sample:
    """Time every contestant on all texts, ``rounds`` times, chunk by chunk in changing order."""
    seconds: dict[str, list[float]] = {name: [] for name in contestants}
    chunks = [texts[i : i + CHUNK] for i in range(0, len(texts), CHUNK)]
    names = list(contestants)
    for number in range(rounds):
        gc.collect()
        spent = dict.fromkeys(names, 0.0)
        for turn, chunk in enumerate(chunks):
            for name in names if (turn + number) % 2 else reversed(names):
                work = contestants[name]
                begin = time.process_time()
                for text in chunk:
                    work(text)
                spent[name] += time.process_time() - begin
        for name in names:
            seconds[name].append(spent[name])
    return Sample(seconds, sum(len(text.encode("utf-8", "replace")) for text in texts))
