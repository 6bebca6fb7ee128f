"""Printing for people (tables, progress, end summaries) and for machines (JSON). Errors without tracebacks."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import typer

if TYPE_CHECKING:
    from pydantic import BaseModel
    from rich.console import Console

Progress = Callable[[str, int], None]
"""Told what is being done and how many units of it are done so far."""

_LEADS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")

SHORT = 12
"""Dates, ids and codes of up to this many characters are never broken over lines."""


def console(*, stderr: bool = False) -> Console:
    """Return a terminal writer; it drops colours by itself where the output is not a terminal."""
    from rich.console import Console

    return Console(stderr=stderr, highlight=False, soft_wrap=True)


def say(text: str) -> None:
    """Print a line of plain text; markup in it is not interpreted."""
    console().print(plain(text), markup=False)


def plain(text: str) -> str:
    """Return `text` without what leads a terminal (escape sequences, writing direction); line ends and tabs stay."""
    return _LEADS.sub("", text)


def note(text: str) -> None:
    """Print a remark to standard error, where it does not disturb a pipe."""
    console(stderr=True).print(plain(text), markup=False, style="dim")


def table(title: str, headers: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print a table; numbers are aligned right, every cell is plain text."""
    from rich.markup import escape
    from rich.table import Table

    body = [[plain(cell) if isinstance(cell, str) else cell for cell in row] for row in rows]
    grid = Table(title=plain(title), title_justify="left", title_style="bold", header_style="bold")
    for index, header in enumerate(headers):
        numeric = bool(body) and all(isinstance(row[index], int | float) for row in body)
        whole = not numeric and bool(body) and all(_is_whole(str(row[index])) for row in body)
        grid.add_column(header, justify="right" if numeric else "left", overflow="fold", no_wrap=whole)
    for row in body:
        grid.add_row(*(escape(str(cell)) for cell in row))
    console().print(grid)


def _is_whole(cell: str) -> bool:
    return not cell or (len(cell) <= SHORT and " " not in cell and any(sign.isdigit() for sign in cell))


def print_json(value: object) -> None:
    """Print one JSON document (UTF-8, stable key order as built); what could lead a terminal stands escaped in it."""
    text = json.dumps(value, ensure_ascii=False, indent=2, default=_plain)
    sys.stdout.write(_LEADS.sub(lambda found: f"\\u{ord(found[0]):04x}", text) + "\n")


def dump(model: BaseModel) -> object:
    """Return a record as plain JSON values."""
    return model.model_dump(mode="json", by_alias=True)


def _plain(value: object) -> object:
    from pydantic import BaseModel

    return dump(value) if isinstance(value, BaseModel) else str(value)


@contextmanager
def progress(enabled: bool = True) -> Iterator[Progress]:
    """Show what a long job is doing on standard error; yields a function that the job calls."""
    from rich.progress import Progress as Bar
    from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn

    bar = Bar(
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        TextColumn("{task.completed:,.0f}"),
        TimeElapsedColumn(),
        console=console(stderr=True),
        transient=True,
        disable=not enabled or not sys.stderr.isatty(),
    )
    tasks: dict[str, object] = {}
    with bar:

        def told(what: str, done: int) -> None:
            if what not in tasks:
                tasks[what] = bar.add_task(what, total=None)
            bar.update(tasks[what], completed=done)  # type: ignore[arg-type]

        yield told


def fail(error: Exception) -> NoReturn:
    """Print an error for a person (what, where, what to do) and exit with status 1."""
    hint = getattr(error, "hint", "")
    where = getattr(error, "where", "")
    message = getattr(error, "message", str(error))
    out = console(stderr=True)
    out.print("Error:", style="bold red", end=" ")
    out.print(plain(f"{where}: {message}" if where else message), markup=False)
    if hint:
        out.print(plain(hint), markup=False)
    raise typer.Exit(1)


def read_bytes(path: Path) -> bytes:
    """Return a file's content; raises InvalidInput that names the file where there is none."""
    from shop.errors import InvalidInput

    try:
        return path.read_bytes()
    except OSError as error:
        raise InvalidInput(f"It cannot be read: {error.strerror}.", where=str(path), hint="Give a file.") from error


def read_text(path: Path) -> str:
    """Return a UTF-8 file's text; raises InvalidInput that names the file where there is none."""
    from shop.errors import InvalidInput

    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8"
        raise InvalidInput(f"It cannot be read: {reason}.", where=str(path), hint="Give a UTF-8 text file.") from error
