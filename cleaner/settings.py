"""Finds and checks the settings file: `cleaner.toml`, or `[tool.cleaner]` in `pyproject.toml`. Applies nothing."""

from __future__ import annotations

import os
from typing import Any

from cleaner.decide import THRESHOLD
from cleaner.decoding import is_encoding
from cleaner.labels import GROUPS, LABELS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

STRICTNESS: tuple[str, ...] = tuple(THRESHOLD)
"""What ``strictness`` can be: from taking least to taking most."""


class SettingsError(ValueError):
    """A settings file that cannot be used; the message names the file and the key."""


def _texts(value: Any) -> str | None:
    if isinstance(value, list) and all(isinstance(item, str) and item for item in value):
        return None
    return "a list of texts"


def _labels(value: Any) -> str | None:
    names = (*LABELS, *GROUPS)
    if isinstance(value, list) and all(item in names for item in value):
        return None
    return f"a list of labels ({', '.join(names)})"


def _strictness(value: Any) -> str | None:
    return None if value in STRICTNESS else "one of " + ", ".join(f'"{name}"' for name in STRICTNESS)


def _language(value: Any) -> str | None:
    return None if isinstance(value, str) and value else 'a language code such as "en"'


def _encoding(value: Any) -> str | None:
    return None if isinstance(value, str) and is_encoding(value) else 'an encoding that Python knows, such as "cp1252"'


KEYS: dict[str, Callable[[Any], str | None]] = {
    "keep": _labels,
    "drop": _labels,
    "rules": _texts,
    "disable": _texts,
    "strictness": _strictness,
    "language": _language,
    "encoding": _encoding,
}
"""Every key of a settings file, with a check that returns None for a good value, otherwise what was expected."""


def find(folder: str) -> str | None:
    """Return the settings file that holds in ``folder``: in it or in the nearest folder above, or None.

    In one folder `cleaner.toml` takes precedence over `pyproject.toml`, and a `pyproject.toml` without
    `[tool.cleaner]` is passed over.
    """
    folder = os.path.abspath(folder)
    while True:
        own = os.path.join(folder, "cleaner.toml")
        if os.path.isfile(own):
            return own
        project = os.path.join(folder, "pyproject.toml")
        if os.path.isfile(project) and _table(project) is not None:
            return project
        above = os.path.dirname(folder)
        if above == folder:
            return None
        folder = above


def load(path: str) -> dict[str, Any]:
    """Return the checked settings of one file, ``rules`` made relative to its folder; raise SettingsError."""
    table = _table(path)
    settings: dict[str, Any] = {}
    for key, value in ({} if table is None else table).items():
        if key not in KEYS:
            raise SettingsError(f"{path}: unknown key {key!r}{_guess(key)}: expected one of {', '.join(KEYS)}")
        if expected := KEYS[key](value):
            raise SettingsError(f"{path}: {key} = {value!r}: expected {expected}")
        settings[key] = tuple(value) if isinstance(value, list) else value
    if "rules" in settings:
        settings["rules"] = tuple(os.path.join(os.path.dirname(path), rules) for rules in settings["rules"])
    return settings


def _table(path: str) -> dict[str, Any] | None:
    """Return the table with the settings; None if the file is a `pyproject.toml` that has none."""
    own = os.path.basename(path) != "pyproject.toml"
    try:
        with open(path, "rb") as file:
            data = file.read()
    except OSError as error:
        if not own:
            return None
        raise SettingsError(f"{path}: {error.strerror or error}") from error
    if not own and b"cleaner" not in data:
        return None  # tomllib takes 5 ms to import: most projects have no settings for us
    import tomllib

    try:
        table: Any = tomllib.loads(data.decode("utf-8-sig"))
    except ValueError as error:
        if not own and b"tool.cleaner" not in data:
            return None  # broken, but no business of ours
        raise SettingsError(f"{path}: not valid TOML: {error}") from error
    if not own:
        tool = table.get("tool")
        table = tool.get("cleaner") if isinstance(tool, dict) else None
        if table is not None and not isinstance(table, dict):
            raise SettingsError(f"{path}: tool.cleaner = {table!r}: expected a table")
    return table  # type: ignore[no-any-return]


def _guess(key: str) -> str:
    import difflib

    close = difflib.get_close_matches(key, KEYS, 1)
    return f" (did you mean {close[0]!r}?)" if close else ""
