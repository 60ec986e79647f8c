"""Imported by the fork server: loads what every worker needs, so that it is loaded once."""

from cleaner import cli  # noqa: F401
from cleaner.records import delimited, jsonl, pool  # noqa: F401
from cleaner.rulebook import EVERYWHERE
from cleaner.rulebook.build import builtin_languages, builtin_rules

builtin_languages()
for language in EVERYWHERE:
    builtin_rules(language)
