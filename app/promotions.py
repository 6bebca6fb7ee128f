"""Promotions over a whole shop: tried on past orders, and judged for everybody at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from app.copilot import Copilot
from shop.clock import parse_moment
from shop.errors import InvalidInput
from shop.promotions import free_codes, load
from shop.promotions.crowd import AudienceCount
from shop.record import Channel, Record
from shop.types import Promotion

if TYPE_CHECKING:
    from shop.simulation import Simulation

DEFAULT_DAYS = 90


class Asked(Record):
    """What is asked of a simulation; moments as text in the shop's zone, empty for the last 90 days."""

    since: str = ""
    until: str = ""
    windows: Literal["always", "as_written"] = "always"
    codes: Literal["everybody", "as_ordered", "nobody"] = "everybody"
    min_margin: Decimal = Decimal(0)
    workers: int = Field(default=1, ge=1, le=64)


class Audience(Record):
    """Who of a shop, or of one of its segments, may have which promotion."""

    as_of: str
    channel: Channel
    segment: str
    customers: int
    promotions: tuple[AudienceCount, ...]


def simulation(
    copilot: Copilot,
    asked: Asked,
    promotions: Sequence[Promotion] | None = None,
    told: Callable[[str, int], None] | None = None,
) -> Simulation:
    """Replay past orders with `promotions`, or with the shop's own; raises InvalidInput for an empty period."""
    from shop.promotions.crowd.standing import asked_members
    from shop.simulation import Terms, simulate

    with copilot.view() as view:
        until = parse_moment(asked.until, view.zone) if asked.until else view.at
        since = parse_moment(asked.since, view.zone) if asked.since else until - timedelta(days=DEFAULT_DAYS)
        if until <= since:
            raise InvalidInput(f"No time lies between {since.isoformat()} and {until.isoformat()}.")
        chosen = load(view) if promotions is None else promotions
        terms = Terms(
            since=since, until=until, windows=asked.windows, codes=asked.codes, min_margin=asked.min_margin,
            rules=view.shop.pricing,
        )  # fmt: skip
        return simulate(view, chosen, terms, asked_members(view, chosen), told, asked.workers)


def audience(copilot: Copilot, channel: Channel, segment: str = "") -> Audience:
    """Judge every promotion of the shop for all customers, or for the members of a segment."""
    from shop.promotions.crowd import counted, crowd_eligible
    from shop.promotions.crowd.reading import read_people
    from shop.promotions.crowd.standing import asked_members
    from shop.segments.builtin import members

    with copilot.view() as view, copilot.state() as state:
        promotions = load(view)
        ids = members(view, segment, state) if segment else None
        people = read_people(view, promotions, channel, asked_members(view, promotions), ids)
        found = tuple(counted(verdict) for verdict in crowd_eligible(promotions, people, free_codes(view)))
        return Audience(
            as_of=view.at.isoformat(), channel=channel, segment=segment, customers=people.size, promotions=found
        )  # fmt: skip
