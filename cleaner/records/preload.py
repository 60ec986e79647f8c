"""Imported by the fork server: loads what every worker needs, so that it is loaded once."""

from cleaner import cli  # noqa: F401
from cleaner.records import delimited, jsonl, pool  # noqa: F401
from cleaner.rulebook.build import EVERYWHERE, builtin_index, builtin_languages

builtin_languages()
builtin_index(EVERYWHERE)
