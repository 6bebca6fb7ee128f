"""Errors that speak to people: what was wrong, where, and what to do next.

CopilotError
├── HomeError            the directory that holds one shop
│   ├── NoShop           nothing was imported yet
│   ├── HomeBusy         another process is importing
│   ├── ForeignShop      the home already holds another shop
│   └── DamagedHome      a file of the home cannot be read
├── ImportRefused        a source that cannot be imported at all
├── NotFound             an id or name that does not exist (names the nearest ones)
└── InvalidInput         a value, option or file that is not usable (says where)
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class CopilotError(Exception):
    """Root of the errors that a user may see; `hint` says what to do next, `where` names file, row, field."""

    def __init__(self, message: str, *, hint: str = "", where: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.where = where

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        advice = f" {self.hint}" if self.hint else ""
        return f"{place}{self.message}{advice}"


class HomeError(CopilotError):
    """The home directory cannot serve the request."""


class NoShop(HomeError):
    """No shop was imported into this home yet."""

    def __init__(self, home: str) -> None:
        super().__init__(
            f"No shop in {home!r} yet.",
            hint="Import one with `copilot import csv FOLDER`, or try `copilot import sample --brand coffee`.",
        )


class HomeBusy(HomeError):
    """Another process holds the import lock of this home."""

    def __init__(self, home: str, holder: str) -> None:
        super().__init__(f"Another import is running in {home!r} ({holder}).", hint="Wait for it, then try again.")


class ForeignShop(HomeError):
    """The home holds another shop than the one being imported."""

    def __init__(self, home: str, present: str, offered: str) -> None:
        super().__init__(
            f"{home!r} holds the shop {present!r}; the source says {offered!r}.",
            hint="One home is one shop: choose another one with --home.",
        )


class DamagedHome(HomeError):
    """A file of the home exists but cannot be read."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path!r} cannot be read: {reason}.", hint="Run the import again; it builds a new file.")


class ImportRefused(CopilotError):
    """A source as a whole cannot be imported; nothing was changed."""


class NotFound(CopilotError):
    """A name or id that does not exist, with the nearest ones that do."""

    def __init__(self, kind: str, asked: str, known: Iterable[str] = (), *, hint: str = "") -> None:
        self.nearest = difflib.get_close_matches(asked, list(known), n=3, cutoff=0.4)
        near = f"Nearest: {', '.join(self.nearest)}." if self.nearest else ""
        super().__init__(f"No {kind} {asked!r}.", hint=" ".join(part for part in (near, hint) if part))


class InvalidInput(CopilotError):
    """A value, option or file that cannot be used as it is."""
