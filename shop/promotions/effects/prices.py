"""Effects that set a price: fixed prices, bundles, and member prices. A price never goes up."""

from __future__ import annotations

from dataclasses import dataclass

from shop.promotions.effects.aim import Aim, aim_of, picked
from shop.promotions.effects.move import Amounts, Missed, Move, Share, across, each
from shop.promotions.ground import Ground
from shop.types.promotion import FixedPrice, MemberPrice
from shop.types.promotion.effect import Spread


@dataclass(frozen=True, slots=True)
class Price:
    """A price for each unit, for each line, or for the whole target."""

    aim: Aim
    price: int
    spread: Spread
    words: dict[str, str]

    def take(self, amounts: Amounts) -> Move | Missed:
        """Take what the target costs above the price."""
        parts = self.aim.parts(amounts.basis)
        base = sum(part.value for part in parts)
        if self.spread == "across":
            return Move(across(max(0, base - self.price), parts, amounts), base, "fixed_price", self.words)
        wanted = [(part, part.value - self.price * (part.units if self.spread == "unit" else 1)) for part in parts]
        return Move(each(wanted, amounts), base, f"fixed_price_per_{self.spread}", self.words)


@dataclass(frozen=True, slots=True)
class Bundle:
    """Every `size` units together cost a price, `times` times at most."""

    aim: Aim
    price: int
    size: int
    times: int | None
    words: dict[str, str]

    def take(self, amounts: Amounts) -> Move | Missed:
        """Fill as many bundles as there are units for."""
        parts = self.aim.parts(amounts.basis)
        count = sum(part.units for part in parts)
        bundles = count // self.size if self.times is None else min(count // self.size, self.times)
        if not bundles:
            return Missed("quantity_not_reached", self.size, self.size - count, money=False)
        chosen = self._chosen(parts, bundles * self.size)
        base = sum(part.value for part in chosen)
        shares = across(max(0, base - self.price * bundles), chosen, amounts)
        return Move(shares, base, "bundle", {**self.words, "times": str(bundles)})

    def _chosen(self, parts: list[Share], most: int) -> list[Share]:
        size = max(part.place for part in parts) + 1
        quantities, values = [1] * size, [0] * size
        for one in parts:
            quantities[one.place], values[one.place] = one.units, one.value
        first = self.aim.units.first if self.aim.units else "dearest"
        return picked([one.place for one in parts], quantities, values, most, first)


@dataclass(frozen=True, slots=True)
class Member:
    """A price per unit of each place that has one."""

    aim: Aim
    prices: dict[int, int]

    def take(self, amounts: Amounts) -> Move | Missed:
        """Take what the units cost above their member price."""
        parts = [part for part in self.aim.parts(amounts.basis) if part.place in self.prices]
        if not parts:
            return Missed("no_matching_item")
        wanted = [(part, part.value - self.prices[part.place] * part.units) for part in parts]
        return Move(each(wanted, amounts), sum(part.value for part in parts), "member_price", {})


def price_of(effect: FixedPrice, ground: Ground) -> Price | Bundle:
    """Compile a fixed price; parts finer than the currency are asked for."""
    aim, price, words = aim_of(effect.target, ground), ground.up(effect.price), {"price": format(effect.price, "f")}
    if effect.bundle is None:
        return Price(aim, price, effect.spread, words)
    return Bundle(aim, price, effect.bundle, effect.times, {**words, "size": str(effect.bundle)})


def member_of(effect: MemberPrice, ground: Ground) -> Member:
    """Compile member prices: by variant, else by product, else the line's own."""
    prices = {}
    for place, line in enumerate(ground.lines):
        named = effect.prices.get(line.variant_id) if line.variant_id else None
        price = named or effect.prices.get(line.product_id) or (line.member_price if not effect.prices else None)
        if price is not None:
            prices[place] = ground.up(price)
    return Member(aim_of(effect.target, ground), prices)
