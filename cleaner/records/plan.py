"""Decides what a run reads and where each input goes; contradictions are found before anything is read."""

from __future__ import annotations

import os
from typing import Any

from cleaner.errors import FileError, PlanError
from cleaner.files import Output, Source, collect
from cleaner.names import format_of, is_remote, printable, split_name
from cleaner.records.find import expand, record_files
from cleaner.records.item import Item
from cleaner.records.target import Target, beside
from cleaner.records.texts import Job, Place, TextItem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

Found = tuple[str | None, str]
"""The path of an input, None for standard input, with its place below the folder or pattern that named it."""


def split_inputs(
    inputs: Sequence[str], kind: str | None, leave_out: str | None = None
) -> tuple[list[Found], list[Source | str], list[FileError]]:
    """Split inputs into those that hold records and those that are texts; also return what could not be found.

    ``kind`` is the format of inputs whose names do not tell it. A folder may hold both; one without records counts as
    texts. The output folder ``leave_out`` is passed over.
    """
    records: list[Found] = []
    texts: list[Source | str] = []
    errors: list[FileError] = []
    for name in inputs:
        if not name:
            errors.append(FileError("''", "no such file"))
        elif name == "-":
            records += [(None, "")] if kind else []
            texts += [] if kind else [Source(None)]
        elif "://" in name and not is_remote(name):
            texts.append(Source(name))  # a page on the web
        elif os.path.isdir(name):
            inside = list(record_files(name, leave_out))
            records += inside
            if not inside or collect([name], leave_out)[0]:
                texts.append(name)
        else:
            try:
                found = expand(name)
            except FileError as error:
                errors.append(error)
                continue
            for path, place in found:
                if kind or format_of(path):
                    records.append((path, place))
                else:
                    texts.append(Source(path, place))
    return records, texts, errors


def text_item(
    sources: Sequence[Source], output: Output | None, job: Job, target: Target
) -> tuple[TextItem, list[FileError]]:
    """Return the texts as one input, each with its place in ``output``, and those that have none.

    ``target`` is where what is printed of them goes.
    """
    errors: list[FileError] = []
    places: list[Place] = []
    for source in sources:
        try:
            target_path = output.target(source) if output and job.is_written else None
        except FileError as error:
            errors.append(error)
            continue
        own = output.own(source) if output and output.folder and target_path else None
        places.append(Place(source, target_path, own))
    return TextItem(places, job, target), errors


def record_items(found: Sequence[Found], output: str | None, kind: str | None, several: bool) -> list[Item]:
    """Return the inputs with their places: standard output without ``output``, else that file or folder.

    ``several`` says that folders or patterns were named, so that ``output`` is a folder even for a single input. Raises
    PlanError for what does not fit together.
    """
    is_folder = output not in (None, os.devnull) and (
        output.endswith(("/", os.sep)) or os.path.isdir(output) or several or len(found) > 1
    )
    planned: list[Item] = []
    taken: dict[str, str] = {}
    inputs = {known for path, _ in found for known in (path, file_id(path)) if known}
    for path, inside in found:
        name = "<stdin>" if path is None else printable(path)
        its = (format_of(path) if path is not None else None) or kind or ""
        compression = split_name(path)[1] if path is not None else None
        if is_folder and path is None:
            raise PlanError(f"{output} is a folder: standard input has no name to go by in it")
        target = os.path.join(output, inside) if output and is_folder else output
        if its == "parquet":
            _check_parquet(path, name, target, compression)
        elif target and format_of(target) not in (None, its):
            raise PlanError(f"{printable(target)}: records of {name} are written as {its}, as they came")
        if target is not None:
            _check_place(target, name, inputs, taken)
        planned.append(
            Item(path, name, its, Target(target), compression, split_name(target)[1] if target is not None else None)
        )
    return planned


def _check_parquet(path: str | None, name: str, target: str | None, compression: str | None) -> None:
    if path is None:
        raise PlanError("Parquet cannot be read from a pipe: its end comes first")
    if compression:
        raise PlanError(f"{name}: Parquet is compressed inside, not as a whole")
    if target is None:
        raise PlanError(f"{name}: Parquet is written to files: -o names one")


def _check_place(target: str, name: str, inputs: set[Any], taken: dict[str, str]) -> None:
    if first := taken.get(target):
        raise PlanError(f"{name} would be written to {printable(target)}, as {first} is already")
    if not is_remote(target) and not os.path.isfile(target) and os.path.exists(target):
        return  # a device or a pipe takes everything
    taken[target] = name
    if target in inputs or file_id(target) in inputs:
        raise PlanError(f"{printable(target)} is an input: not overwritten")


def file_id(path: str | None) -> tuple[int, int] | None:
    """Return what two names of one file have in common; None if it does not exist or is remote."""
    try:
        found = None if path is None else os.stat(path)
    except (OSError, ValueError):
        return None
    return (found.st_dev, found.st_ino) if found else None


def state_path(output: str | None, planned: Sequence[Item]) -> str | None:
    """Return where the state of a run is kept: beside its one output, or in its folder; None for streams."""
    if output is None or not planned or any(item.target.is_stream for item in planned):
        return None
    if len(planned) == 1 and planned[0].target.path == output and not planned[0].target.is_folder:
        return beside(output, "resume")
    return beside(os.path.join(output, "clean-text"), "resume")
