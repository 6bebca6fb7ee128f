"""Uses, days, customers and budgets counted over the orders in the order of time, as they would run out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal

from shop.promotions.context import Remaining
from shop.promotions.reasons import WhyNotKind
from shop.simulation.situation import Taken
from shop.types import Promotion


class Counts:
    """What has been used of the limits so far. Limits start with the period; guests have no uses of their own."""

    def __init__(self, promotions: Iterable[Promotion]) -> None:
        self.limited = {item.id: item for item in promotions if _limits(item)}
        self.ran_out: dict[str, datetime] = {}
        self._uses: Counter[str] = Counter()
        self._today: Counter[tuple[str, date]] = Counter()
        self._theirs: Counter[tuple[str, int]] = Counter()
        self._money: dict[str, Decimal] = {}

    def against(self, promotion_id: str, at: datetime, customer: int | None) -> WhyNotKind | None:
        """Return the limit that stops the promotion for this customer at this moment, if one does."""
        promotion = self.limited.get(promotion_id)
        if promotion is None:
            return None
        limits, stopped = promotion.limits, self._stopped(promotion, at)
        if stopped is not None:
            self.ran_out.setdefault(promotion_id, at)
            return stopped
        theirs = 0 if customer is None else self._theirs[promotion_id, customer]
        return "limit_reached" if limits.per_customer is not None and theirs >= limits.per_customer else None

    def _stopped(self, promotion: Promotion, at: datetime) -> WhyNotKind | None:
        limits = promotion.limits
        if limits.uses is not None and self._uses[promotion.id] >= limits.uses:
            return "used_up"
        if limits.per_day is not None and self._today[promotion.id, at.date()] >= limits.per_day:
            return "day_limit_reached"
        return "budget_used_up" if limits.budget is not None and self._left(promotion) <= 0 else None

    def scarce(self, promotion_ids: Iterable[str], most: Decimal) -> Iterator[tuple[str, Decimal]]:
        """Yield what is left of the budgets of these promotions where it may not cover an order of `most`.

        A budget that covers all that an order can cost changes nothing about its price.
        """
        for id_ in promotion_ids:
            promotion = self.limited.get(id_)
            if promotion is not None and promotion.limits.budget is not None and self._left(promotion) < most:
                yield id_, self._left(promotion)

    def remaining(self, scarce: Iterable[tuple[str, Decimal]]) -> tuple[dict[str, Remaining], dict[str, Decimal]]:
        """Return scarce budgets as pricing reads them: by promotion, and by the name of a shared budget."""
        own, shared = {}, {}
        for id_, left in scarce:
            name = self.limited[id_].limits.budget_name
            if name:
                shared[name] = left
            own[id_] = Remaining(money=left)
        return own, shared

    def use(self, taken: Iterable[Taken], at: datetime, customer: int | None) -> None:
        """Count what an order took."""
        for one in taken:
            promotion = self.limited.get(one.promotion_id)
            if promotion is None:
                continue
            self._uses[promotion.id] += 1
            self._today[promotion.id, at.date()] += promotion.limits.per_day is not None
            if customer is not None and promotion.limits.per_customer is not None:
                self._theirs[promotion.id, customer] += 1
            name = _budget(promotion)
            self._money[name] = self._money.get(name, Decimal(0)) + one.lines + one.shipping

    def _left(self, promotion: Promotion) -> Decimal:
        return (promotion.limits.budget or Decimal(0)) - self._money.get(_budget(promotion), Decimal(0))


def _limits(promotion: Promotion) -> bool:
    limits = promotion.limits
    return any(bound is not None for bound in (limits.uses, limits.budget, limits.per_customer, limits.per_day))


def _budget(promotion: Promotion) -> str:
    return promotion.limits.budget_name or f"\0{promotion.id}"
