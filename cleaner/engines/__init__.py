"""Thin adapters that clean inside the engine that already holds the data; all of them rest on :mod:`cleaner.engines.arrow`."""

from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def extra(name: str) -> Iterator[None]:
    """Say which extra to install if an import inside the ``with`` block finds its module missing."""
    try:
        yield
    except ModuleNotFoundError as error:
        message = f"cleaner.engines.{name} needs {error.name}: pip install 'newsclean[{name}]'"
        raise ModuleNotFoundError(message, name=error.name) from error
