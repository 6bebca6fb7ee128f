"""Options that many commands share, declared once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, NamedTuple

import typer

if TYPE_CHECKING:
    from shop.reason import ReasonKind
    from shop.record import Channel, Language

Home = Annotated[Path | None, typer.Option("--home", help="Directory of the shop (default: COPILOT_HOME or .copilot).")]
AsOf = Annotated[
    str | None,
    typer.Option("--as-of", help="Ask as of this moment, e.g. 2026-11-15 or 2026-11-15T18:00 (the shop's zone)."),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for a machine.")]


class Common(NamedTuple):
    """The options above as one value, where a command hands them on."""

    home: Path | None
    as_of: str | None
    as_json: bool


def channel(name: str) -> Channel:
    """Return the channel called `name`, or say which ones exist."""
    from shop.errors import InvalidInput
    from shop.record import CHANNELS

    for known in CHANNELS:
        if known == name:
            return known
    raise InvalidInput(f"{name!r} is not a channel.", hint=f"Choose one of: {', '.join(CHANNELS)}.")


def reason(name: str) -> ReasonKind | Literal["auto"]:
    """Return the reason called `name`, or say which ones exist."""
    from shop.errors import InvalidInput
    from shop.reason import REASON_KINDS

    if name == "auto":
        return "auto"
    for known in REASON_KINDS:
        if known == name:
            return known
    raise InvalidInput(f"{name!r} is not a reason.", hint=f"Choose auto or one of: {', '.join(REASON_KINDS)}.")


def language(name: str | None) -> Language | None:
    """Return the language called `name`, or say which ones are written."""
    from shop.errors import InvalidInput
    from shop.record import LANGUAGES

    if name is None:
        return None
    for known in LANGUAGES:
        if known == name:
            return known
    raise InvalidInput(f"Messages are not written in {name!r}.", hint=f"Choose one of: {', '.join(LANGUAGES)}.")
