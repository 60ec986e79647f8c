"""Errors of files, and warnings, in words for whoever named them."""

from __future__ import annotations

from cleaner.names import printable


class FileError(Exception):
    """One file that could not be read, decoded or written; the message is one line that names it."""

    def __init__(self, name: str, problem: object) -> None:
        self.name = printable(name)
        self.problem = " ".join((getattr(problem, "strerror", None) or str(problem)).split())
        super().__init__(f"{self.name}: {self.problem}")

    def __reduce__(self) -> tuple[type[FileError], tuple[str, str]]:
        return type(self), (self.name, self.problem)


class PlanError(Exception):
    """Inputs and outputs that do not fit together; nothing has been read or written yet."""


def format_warning(
    message: Warning | str, category: type[Warning], filename: str, lineno: int, line: str | None = None
) -> str:
    """Return a warning as the command prints it: on one line, without the code that it comes from."""
    return f"clean-text: {message}\n"
