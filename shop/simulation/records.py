"""What a simulation answers. Every amount is in the currency named beside it; currencies are never added."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from shop.promotions.reasons import WhyNotKind
from shop.record import Language, Moment, Record
from shop.simulation.terms import Terms

GroupKind = Literal["buyer", "lifecycle", "rfm"]


class PromotionResult(Record):
    """One promotion over all orders.

    `uses` orders took it; `discount` is what it took off lines and `shipping` off shipping; `paid_by_platform` where
    the shop does not pay it. `gifts`: units given. `near`: orders that missed a threshold by at most a fifth of it,
    or one unit; `near_missing` is what those in money were short of, on average. `why_not`: orders by reason.
    `ran_out_at`: when a limit stopped it for the first time.
    """

    promotion_id: str
    name: dict[str, str]
    currency: str
    uses: int
    discount: Decimal
    shipping: Decimal
    paid_by_platform: bool
    gifts: int
    near: int
    near_missing: Decimal | None
    why_not: dict[WhyNotKind, int]
    ran_out_at: Moment | None


class CurrencyTotals(Record):
    """All orders of one currency, without and with the promotions.

    Of lines: `revenue_before` - `discount` = `revenue_after`, as the shop earns it: what a platform pays
    (`platform_discount`) is revenue. Margins are revenue less cost, of the lines whose product cost is known:
    `cost_known` is their revenue before, `cost` their cost, `gift_cost` that of gifts (`gifts_without_cost` units have
    none known). `recorded_discount` is what the orders say was taken off at the time, for comparison.
    `below_margin`: orders whose margin falls below the percent asked for, `below_margin_before` without promotions;
    `below_cost` of them cost more than they bring; `free`: nothing is left to pay.
    """

    currency: str
    orders: int
    helped: int
    revenue_before: Decimal
    discount: Decimal
    revenue_after: Decimal
    platform_discount: Decimal
    shipping_before: Decimal
    shipping_after: Decimal
    cost_known: Decimal
    cost: Decimal
    gift_cost: Decimal
    gifts_without_cost: int
    margin_before: Decimal
    margin_after: Decimal
    recorded_discount: Decimal
    below_margin_before: int
    below_margin: int
    below_cost: int
    free: int


class GroupGain(Record):
    """What one group of customers gains: new or returning at the order, lifecycle and RFM cell as of today."""

    kind: GroupKind
    name: str
    currency: str
    orders: int
    helped: int
    customers_helped: int
    revenue_before: Decimal
    gain: Decimal
    """Discounts of lines and shipping together."""


class Rival(Record):
    """`promotion_id` could apply to so many orders, and did not because of `because_of`."""

    promotion_id: str
    because_of: str
    orders: int


class WorstOrder(Record):
    """One of the orders whose margin falls lowest: `margin` after, `revenue` of the lines whose cost is known."""

    order_id: str
    currency: str
    revenue: Decimal
    margin: Decimal
    promotions: tuple[str, ...]


class Simulation(Record):
    """A replay of past orders with promotions against without.

    `situations`: how many different ones were priced; `heuristic`: orders of which the best combination was not
    proven. `skipped` orders could not be priced. `remarks` say what the figures assume.
    """

    shop: str
    sample: bool
    as_of: Moment
    zone: str
    terms: Terms
    orders: int
    situations: int
    heuristic: int
    skipped: int
    totals: tuple[CurrencyTotals, ...]
    promotions: tuple[PromotionResult, ...]
    gains: tuple[GroupGain, ...]
    rivals: tuple[Rival, ...]
    worst: tuple[WorstOrder, ...]
    remarks: tuple[dict[Language, str], ...]
