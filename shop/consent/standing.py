"""What somebody's statements about one channel amount to: a pure function over the statements and the last leaving."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple

from shop.types.customer import ConsentState

_STRICTEST: dict[ConsentState, int] = {"opted_out": 2, "unknown": 1, "opted_in": 0}


class Statement(NamedTuple):
    """One statement about one channel; `given_at` is naive UTC, None where the date is not known."""

    state: ConsentState
    source: str
    given_at: datetime | None = None
    wording: str = ""


class Standing(NamedTuple):
    """The outcome: the state, the statement that decided it, and whether the person ever said no."""

    state: ConsentState
    statement: Statement | None
    refused: bool


def standing(statements: Sequence[Statement], left: datetime | None, counts: Callable[[str], bool]) -> Standing:
    """Return what is in force. `left` is the last unsubscribe; `counts` tells of which sources an opt-in counts.

    The newest statement decides, the stricter one of two with the same date. Opt-outs count from any source; an
    undated one can never be known to be older, and an unsubscribe beats whatever is not known to be newer.
    """
    heard = [one for one in statements if one.state != "opted_in" or counts(one.source)]
    newest = max(sorted(heard, key=lambda one: one.source), key=_order, default=None)
    undated_no = any(one.state == "opted_out" and one.given_at is None for one in heard)
    gone = left is not None and (newest is None or newest.given_at is None or left >= newest.given_at)
    refused = left is not None or any(one.state == "opted_out" for one in heard)
    if undated_no or gone:
        return Standing("opted_out", newest, refused)
    return Standing(newest.state if newest else "unknown", newest, refused)


def _order(one: Statement) -> tuple[bool, datetime, int]:
    """Order by date (undated ones first), then by strictness."""
    return one.given_at is not None, one.given_at or datetime.min, _STRICTEST[one.state]
