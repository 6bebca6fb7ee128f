"""Files that `copilot promo` reads, and what is said when one is not usable."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from interfaces.cli import output

if TYPE_CHECKING:
    from shop.promotions import Problem

LARGEST_FILE = 50_000_000


def text_of(file: Path) -> str:
    """Return the text of a JSON file; raises InvalidInput where it is too large or cannot be read."""
    from shop.errors import InvalidInput

    try:
        if file.stat().st_size > LARGEST_FILE:
            raise InvalidInput(f"{str(file)!r} is larger than {LARGEST_FILE:,} bytes.")
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(f"{str(file)!r} cannot be read: {error}.", hint="Name a JSON file in UTF-8.") from error


def stop_at(problems: Sequence[Problem], *, as_json: bool) -> None:
    """End with status 1 where there is a problem; for people, say each on a line."""
    if not problems:
        return
    if not as_json:
        for problem in problems:
            output.say(str(problem))
    raise typer.Exit(1)
