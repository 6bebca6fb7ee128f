"""Adds up the outcomes of orders: by currency, by promotion, by group of customers, and which promotions compete."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from heapq import heappush, heappushpop
from typing import NamedTuple

from shop.promotions.reasons import WhyNotKind
from shop.simulation.past import PastOrder
from shop.simulation.records import GroupKind
from shop.simulation.shoppers import Shopper
from shop.simulation.situation import Outcome
from shop.types import Promotion

_ZERO = Decimal(0)
MOST_WORST = 10


@dataclass
class Sums:
    """Named sums of money and of counts."""

    money: dict[str, Decimal] = field(default_factory=lambda: defaultdict(lambda: _ZERO))
    count: Counter[str] = field(default_factory=Counter)


@dataclass
class PromotionSums(Sums):
    """What one promotion did, and why it did not."""

    why_not: Counter[WhyNotKind] = field(default_factory=Counter)


class Group(NamedTuple):
    """A group of customers with orders in one currency."""

    kind: GroupKind
    name: str
    currency: str


class _Worst(NamedTuple):
    """An order in the heap of those that fall furthest below the margin; of equal ones the first by id is kept."""

    short: Decimal
    place: tuple[int, ...]
    order: PastOrder
    outcome: Outcome
    margin: Decimal


class Tally:
    """All sums of a simulation; `add` takes one order with its outcome. `cost` is that of a unit of a product."""

    def __init__(
        self, promotions: Mapping[str, Promotion], min_margin: Decimal, cost: Callable[[str, str], Decimal | None]
    ) -> None:
        self.promotions, self._least, self._cost = promotions, min_margin, cost
        self.totals: dict[str, Sums] = defaultdict(Sums)
        self.results: dict[str, PromotionSums] = {id_: PromotionSums() for id_ in promotions}
        self.groups: dict[Group, Sums] = defaultdict(Sums)
        self.rivals: Counter[tuple[str, str]] = Counter()
        self.worst: list[_Worst] = []
        self.heuristic = 0
        self._helped: dict[Group, set[int]] = defaultdict(set)

    def add(self, order: PastOrder, shopper: Shopper, outcome: Outcome) -> None:
        """Count one order."""
        self.heuristic += outcome.heuristic
        margin = self._money(order, outcome)
        self._margins(order, outcome, margin)
        self._by_promotion(outcome)
        self._by_group(order, shopper, outcome)

    def customers_helped(self, group: Group) -> int:
        """Return how many customers of the group took a promotion at least once; guests are not counted."""
        return len(self._helped[group])

    def _money(self, order: PastOrder, outcome: Outcome) -> Decimal:
        """Add amounts; return the margin after."""
        sums = self.totals[order.currency]
        own = [one for one in outcome.taken if not self.promotions[one.promotion_id].external]
        others = sum((one.lines + one.shipping for one in outcome.taken), _ZERO)
        discount, off_shipping = sum((one.lines for one in own), _ZERO), sum((one.shipping for one in own), _ZERO)
        gifts, unknown = self._gifts(order, outcome)
        added = {
            "revenue_before": outcome.before, "discount": discount, "shipping_before": outcome.shipping,
            "shipping_discount": off_shipping, "platform_discount": others - discount - off_shipping,
            "cost_known": outcome.known_before, "known_after": outcome.known_after, "cost": outcome.cost,
            "gift_cost": gifts, "recorded_discount": order.discount,
        }  # fmt: skip
        for name, amount in added.items():
            sums.money[name] += amount
        sums.count["orders"] += 1
        sums.count["helped"] += bool(outcome.taken)
        sums.count["gifts_without_cost"] += unknown
        sums.count["free"] += bool(outcome.taken) and not outcome.payable
        return outcome.known_after - outcome.cost - gifts

    def _gifts(self, order: PastOrder, outcome: Outcome) -> tuple[Decimal, int]:
        """Return what the gifts cost, and how many units have no known cost."""
        worth, unknown = _ZERO, 0
        for product_id, quantity in (gift for one in outcome.taken for gift in one.gifts):
            cost = self._cost(product_id, order.currency)
            unknown += quantity if cost is None else 0
            worth += (cost or _ZERO) * quantity
        return worth, unknown

    def _margins(self, order: PastOrder, outcome: Outcome, margin: Decimal) -> None:
        """Compare with the margin asked for; only orders of which some cost is known have one."""
        if not outcome.known_before:
            return
        count, least = self.totals[order.currency].count, self._least / 100
        count["below_margin_before"] += outcome.known_before - outcome.cost < least * outcome.known_before
        count["below_cost"] += margin < 0
        above = margin - least * outcome.known_after
        if above < 0:
            count["below_margin"] += 1
            if outcome.taken:
                self._keep(_Worst(-above, tuple(-ord(sign) for sign in order.order_id), order, outcome, margin))

    def _keep(self, one: _Worst) -> None:
        if len(self.worst) < MOST_WORST:
            heappush(self.worst, one)
        else:
            heappushpop(self.worst, one)

    def _by_promotion(self, outcome: Outcome) -> None:
        for one in outcome.taken:
            result = self.results[one.promotion_id]
            result.money["discount"] += one.lines
            result.money["shipping"] += one.shipping
            result.count["uses"] += 1
            result.count["gifts"] += sum(quantity for _, quantity in one.gifts)
        for refusal in outcome.refusals:
            result = self.results[refusal.promotion_id]
            result.why_not[refusal.kind] += 1
            result.count["near"] += refusal.near
            if refusal.short_of is not None:
                result.count["short"] += 1
                result.money["short"] += refusal.short_of
            for rival in refusal.rivals:
                self.rivals[refusal.promotion_id, rival] += 1

    def _by_group(self, order: PastOrder, shopper: Shopper, outcome: Outcome) -> None:
        buyer = "unknown" if order.earlier is None else "returning" if order.earlier else "new"
        named: tuple[tuple[GroupKind, str], ...]
        named = (("buyer", buyer), ("lifecycle", shopper.stage), ("rfm", shopper.cell))
        gain = sum((one.lines + one.shipping for one in outcome.taken), _ZERO)
        for kind, name in named:
            group = Group(kind, name, order.currency)
            sums = self.groups[group]
            sums.count["orders"] += 1
            sums.money["revenue_before"] += outcome.before
            if outcome.taken:
                sums.count["helped"] += 1
                sums.money["gain"] += gain
                if order.customer_key is not None:
                    self._helped[group].add(order.customer_key)
