"""Buy some, get some: once for every multiple that the basket holds, and no unit is both bought and got."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from shop.promotions.effects.aim import by_price, part
from shop.promotions.effects.move import Amounts, Missed, Move, Ratio, Share, each
from shop.promotions.ground import Ground
from shop.types.promotion import BuyGet


class Pool(NamedTuple):
    """How many units can only be bought, only be got, or either."""

    bought: int
    got: int
    both: int

    def room(self, buying: int) -> int:
        """Return how many units can be got when `buying` are bought; those that can only be bought are used first."""
        return self.got + self.both - max(0, buying - self.bought)


@dataclass(frozen=True, slots=True)
class Exchange:
    """The groups of places within which units are bought and got, and what is given."""

    effect: BuyGet
    groups: tuple[tuple[tuple[int, ...], tuple[int, ...]], ...]
    quantities: tuple[int, ...]
    ratio: Ratio | None
    amount: int
    price: int

    def take(self, amounts: Amounts) -> Move | Missed:
        """Reduce the units that are got."""
        left, multiples = self.effect.times, 0
        got: list[Share] = []
        for buys, gets in self.groups:
            worth = [place for place in gets if amounts.basis[place] > 0]
            pool = self._pool(buys, worth)
            times = self._times(pool, left)
            if times:
                got += self._got(buys, worth, pool, times, amounts.basis)
                multiples += times
                left = None if left is None else left - times
        if not multiples:
            return self._missed()
        shares = each([(one, self._wanted(one)) for one in got], amounts)
        words = {"buy": str(self.effect.buy_quantity), "get": str(self.effect.get_quantity), "times": str(multiples)}
        return Move(shares, sum(one.value for one in got), "buy_get", words)

    def _wanted(self, one: Share) -> int:
        if self.ratio is not None:
            return self.ratio.of(one.value)
        return self.amount * one.units if self.amount else one.value - self.price * one.units

    def _pool(self, buys: Sequence[int], gets: Sequence[int]) -> Pool:
        both = sum(self.quantities[place] for place in gets if place in buys)
        bought = sum(self.quantities[place] for place in buys)
        return Pool(bought - both, sum(self.quantities[place] for place in gets) - both, both)

    def _fits(self, pool: Pool, times: int) -> bool:
        buying = self.effect.buy_quantity * times
        if buying > pool.bought + pool.both:
            return False
        least = (times - 1) * self.effect.get_quantity + 1 if self.effect.partial else times * self.effect.get_quantity
        return pool.room(buying) >= least

    def _times(self, pool: Pool, most: int | None) -> int:
        """The most multiples that fit, found by halving: when one number fits, every smaller one does."""
        low, high = 0, (pool.bought + pool.both) // self.effect.buy_quantity
        high = high if most is None else min(high, most)
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if self._fits(pool, middle) else (low, middle - 1)
        return low

    def _got(
        self, buys: Sequence[int], gets: Sequence[int], pool: Pool, times: int, basis: Sequence[int]
    ) -> list[Share]:
        """Pick the units that are got, leaving enough of those that can be bought too."""
        if self.effect.first == "grouped":
            return self._last_of_groups(gets, times, basis)
        buying = self.effect.buy_quantity * times
        most = min(times * self.effect.get_quantity, pool.room(buying))
        shared = pool.both - max(0, buying - pool.bought)
        parts = []
        for place in by_price(gets, self.quantities, basis, self.effect.first):
            count = min(most, self.quantities[place], shared if place in buys else most)
            if count:
                parts.append(part(place, count, self.quantities, basis))
            most -= count
            shared -= count if place in buys else 0
        return parts

    def _last_of_groups(self, gets: Sequence[int], times: int, basis: Sequence[int]) -> list[Share]:
        """Line the units up from the dearest down; of every group the last ones are got."""
        bought, got = self.effect.buy_quantity, self.effect.get_quantity

        def before(end: int) -> int:
            """How many of the first `end` units are got."""
            full, rest = divmod(end, bought + got)
            return full * got + max(0, rest - bought) if full < times else times * got

        parts, start = [], 0
        for place in by_price(gets, self.quantities, basis, "dearest"):
            end = start + self.quantities[place]
            count = before(end) - before(start)
            if count:
                parts.append(part(place, count, self.quantities, basis))
            start = end
        return parts

    def _missed(self) -> Missed:
        bought = max((sum(self.quantities[place] for place in buys) for buys, _ in self.groups), default=0)
        needed = self.effect.buy_quantity
        if bought < needed:
            return Missed("quantity_not_reached", needed, needed - bought, money=False)
        least = 1 if self.effect.partial else self.effect.get_quantity
        return Missed("no_get_item", least, least, money=False)


def exchange_of(effect: BuyGet, ground: Ground) -> Exchange:
    """Compile buy-and-get; a lower price is rounded up, an amount down."""
    buys, gets = ground.places(effect.buy), ground.places(effect.get)
    ratio = None
    if effect.percent is not None:
        top, bottom = effect.percent.as_integer_ratio()
        ratio = Ratio(top, bottom * 100)
    amount = ground.down(effect.amount) if effect.amount is not None else 0
    price = ground.up(effect.price) if effect.price is not None else 0
    return Exchange(effect, _groups(effect, ground, buys, gets), ground.quantities, ratio, amount, price)


def _groups(
    effect: BuyGet, ground: Ground, buys: tuple[int, ...], gets: tuple[int, ...]
) -> tuple[tuple[tuple[int, ...], tuple[int, ...]], ...]:
    if not effect.same:
        return ((buys, gets),)
    groups: dict[str, tuple[list[int], list[int]]] = {}
    for side, places in enumerate((buys, gets)):
        for place in places:
            name = str(place) if effect.same == "line" else ground.lines[place].product_id
            groups.setdefault(name, ([], []))[side].append(place)
    return tuple((tuple(bought), tuple(got)) for bought, got in groups.values())
