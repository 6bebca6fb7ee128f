"""One decision is one transaction: everyone else waits for it, and a process that dies in it decided nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from shop.errors import HomeError, InvalidInput
from shop.suppression import all_or_nothing

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LONGEST = 200


class BudgetsBusy(HomeError):
    """The state file stayed locked by others for as long as a connection waits; nothing was decided."""

    def __init__(self) -> None:
        super().__init__("The budgets are locked by another process.", hint="Ask again with the same key.")


@contextmanager
def decision(state: sqlite3.Connection) -> Iterator[None]:
    """Decide alone: reads inside see everything decided before. Raises BudgetsBusy when the turn never comes."""
    try:
        with all_or_nothing(state):
            yield
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY:
            raise BudgetsBusy from error
        raise


def stamp(moment: datetime) -> int:
    """Return an aware moment as whole microseconds since 1970; raises InvalidInput for one without a zone."""
    if moment.tzinfo is None:
        raise InvalidInput(f"The moment {moment.isoformat()!r} has no time zone.")
    return (moment - _EPOCH) // timedelta(microseconds=1)


def moment_of(micros: int) -> datetime:
    """Return the moment of a stamp, in UTC."""
    return _EPOCH + timedelta(microseconds=micros)


def named(what: str, text: str) -> str:
    """Return a key or id that may be stored; raises InvalidInput for an empty or very long one."""
    if not 0 < len(text) <= _LONGEST:
        raise InvalidInput(f"The {what} {text[:40]!r} is not usable.", hint=f"Give 1 to {_LONGEST} characters.")
    return text
