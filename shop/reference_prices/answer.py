"""What comes out: a reference price with all that proves it, or the reason why there is none."""

from __future__ import annotations

from typing import Literal

from shop.money import Money
from shop.record import Moment, Record

Basis = Literal["lowest_offered", "lowest_deal", "last_deal", "former", "stated"]
"""What the amount is: offered or really paid, the price just before, or a basis that the shop states itself."""

NoReferenceKind = Literal[
    "unknown_jurisdiction",  # no rule for this market
    "no_history",  # no price in this currency up to the moment
    "contradictory",  # two prices or list prices from the same moment on
    "not_offered",  # not for sale at the moment
    "not_reduced",  # the present price was never higher, or the one before it was lower
    "history_too_short",  # nothing is known about a part of the window
    "gap",  # it was not for sale in a part of the window
    "not_lower",  # it was as cheap within the window
    "not_long_enough",  # the former price was not offered long enough
    "too_long_ago",  # the reduction began too long ago to be called one
    "stated_unproven",  # the stated basis was never asked for shortly before
]


class ReferencePrice(Record):
    """What "was", a saving and a percent off may be measured from.

    `amount` is rounded down and `price` up to the currency's smallest unit, `percent_off` down to a whole percent: so
    none of them overstates, and 0 percent is not worth saying. The reduction began at `reduced_since`; the amount was
    sought from `window_from` (inclusive) to `window_until` (exclusive). Moments are in the shop's zone.
    """

    amount: Money
    price: Money
    percent_off: int
    basis: Basis
    jurisdiction: str
    rule: str
    source: str
    reduced_since: Moment
    window_from: Moment
    window_until: Moment

    @property
    def saving(self) -> Money:
        """Return how much lower the price is."""
        return self.amount.minus(self.price)


class WhyNone(Record):
    """Why no reference price may be stated; `rule` is empty where no rule is known."""

    kind: NoReferenceKind
    jurisdiction: str
    rule: str = ""
