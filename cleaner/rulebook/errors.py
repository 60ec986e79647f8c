"""The one error that rule files raise; apart, so that importing it does not load what checks them."""

from collections.abc import Iterable


class RuleError(ValueError):
    """One or more mistakes in rule files; ``str()`` gives one line each: ``file:line: rule: found …, expected …``."""

    def __init__(self, mistakes: Iterable[str]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("\n".join(self.mistakes))
