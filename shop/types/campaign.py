"""Past campaigns and what came of them."""

from __future__ import annotations

from decimal import Decimal

from shop.money import Money
from shop.record import Channel, Id, Moment, Record


class Campaign(Record):
    """A campaign that was sent: its arms (without the hold-out) and the share held out."""

    id: Id
    name: str
    channel: Channel
    goal: str = ""
    sent_at: Moment
    arms: tuple[str, ...] = ()
    holdout_share: Decimal = Decimal(0)


class Outcome(Record):
    """What one customer did in the campaign's window. In the hold-out nothing was sent, so nothing was opened."""

    campaign_id: Id
    customer_id: Id
    arm: str
    held_out: bool
    delivered: bool = False
    opened: bool = False
    clicked: bool = False
    ordered: bool = False
    revenue: Money | None = None
