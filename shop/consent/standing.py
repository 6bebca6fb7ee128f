"""What somebody's statements about one channel amount to: a pure function over the statements and the last leaving."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple

from shop.types.customer import ConsentState

_STRICTEST: dict[ConsentState, int] = {"opted_out": 2, "unknown": 1, "opted_in": 0}


class Statement(NamedTuple):
    """One statement about one channel; `given_at` is naive UTC, None where the date is not known.

    `given_by` is the imported source that holds it, in a shop of several; empty for one recorded here. `country` is
    that of the person in that source, where it is not the one of the shop's customer."""

    state: ConsentState
    source: str
    given_at: datetime | None = None
    wording: str = ""
    given_by: str = ""
    country: str | None = None


class Standing(NamedTuple):
    """The outcome: the state, the statement that decided it, and whether the person ever said no."""

    state: ConsentState
    statement: Statement | None
    refused: bool


def standing(statements: Sequence[Statement], left: datetime | None, counts: Callable[[str], bool]) -> Standing:
    """Return what is in force. `left` is the last unsubscribe; `counts` tells of which sources an opt-in counts.

    The newest statement decides, the stricter one of two with the same date. Opt-outs count from any source; an
    undated one can never be known to be older, and an unsubscribe beats whatever is not known to be newer. A no in one
    imported source is not taken back by a yes in another.
    """
    heard = _not_outvoted([one for one in statements if one.state != "opted_in" or counts(one.source)])
    newest = max(sorted(heard, key=lambda one: one.source), key=_order, default=None)
    undated_no = any(one.state == "opted_out" and one.given_at is None for one in heard)
    gone = left is not None and (newest is None or newest.given_at is None or left >= newest.given_at)
    refused = left is not None or any(one.state == "opted_out" for one in heard)
    if undated_no or gone:
        return Standing("opted_out", newest, refused)
    return Standing(newest.state if newest else "unknown", newest, refused)


def _not_outvoted(heard: list[Statement]) -> list[Statement]:
    """Leave out each yes of an imported source while another one refuses."""
    refusing = {name for name in sorted({one.given_by for one in heard} - {""}) if _refuses(name, heard)}
    return [one for one in heard if one.state != "opted_in" or not one.given_by or not refusing - {one.given_by}]


def _refuses(name: str, heard: list[Statement]) -> bool:
    """Return whether a source says no, and no later yes of its own, with a date, takes that back."""
    own = [one for one in heard if one.given_by == name]
    refusals = [one.given_at for one in own if one.state == "opted_out"]
    consents = [one.given_at for one in own if one.state == "opted_in" and one.given_at is not None]
    dated = [moment for moment in refusals if moment is not None]
    if not refusals:
        return False
    return len(dated) < len(refusals) or not consents or max(consents) <= max(dated)


def _order(one: Statement) -> tuple[bool, datetime, int]:
    """Order by date (undated ones first), then by strictness."""
    return one.given_at is not None, one.given_at or datetime.min, _STRICTEST[one.state]
