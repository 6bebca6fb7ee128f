"""The basket as it is computed with: whole numbers of the currency's smallest unit, in an order of its own.

Lines are sorted by what they hold, so nothing that follows can depend on the order in which they were given. The
places of lines come first, those of shipping after them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from shop.money import quantum
from shop.promotions.basket import Basket, BasketLine, Shipping
from shop.promotions.selecting import selected
from shop.types.promotion import PricingRules, Selection


@dataclass(frozen=True, slots=True)
class Ground:
    """What does not change while combinations are tried.

    `original` and `floors` are totals per place; `origin` names the place in the basket that each place came from.
    """

    basket: Basket
    unit: Decimal
    lines: tuple[BasketLine, ...]
    shipping: tuple[Shipping, ...]
    origin: tuple[int, ...]
    quantities: tuple[int, ...]
    original: tuple[int, ...]
    floors: tuple[int, ...]
    _found: dict[int, tuple[Selection, tuple[int, ...]]] = field(default_factory=dict)

    @property
    def currency(self) -> str:
        """The basket's currency."""
        return self.basket.currency

    def places(self, selection: Selection) -> tuple[int, ...]:
        """Return the places of the lines that `selection` means; asked again, it is answered from memory."""
        known = self._found.get(id(selection))
        if known is None:
            places = tuple(place for place, line in enumerate(self.lines) if selected(selection, line))
            known = self._found[id(selection)] = (selection, places)
        return known[1]

    def down(self, amount: Decimal) -> int:
        """Return an amount in smallest units; finer parts are not given."""
        return int((amount / self.unit).to_integral_value(ROUND_FLOOR))

    def up(self, amount: Decimal) -> int:
        """Return an amount in smallest units; finer parts are asked for."""
        return int((amount / self.unit).to_integral_value(ROUND_CEILING))

    def money(self, units: int) -> Decimal:
        """Return smallest units as an amount."""
        return self.unit * units

    def margin_floors(self, percent: Decimal) -> tuple[tuple[int, ...], frozenset[int]]:
        """Return the least each place may cost to keep `percent` of its price above cost, and those without a cost."""
        unknown = frozenset(place for place, line in enumerate(self.lines) if line.cost is None)
        floors = [
            total if line.cost is None else min(total, _least_for(self, line, percent))
            for line, total in zip(self.lines, self.original, strict=False)
        ]
        return (*floors, *(0 for _ in self.shipping)), unknown


def _least_for(ground: Ground, line: BasketLine, percent: Decimal) -> int:
    kept = 100 - percent
    if not kept or line.cost is None:
        return ground.down(line.total())
    numerator, denominator = (line.cost * line.quantity * 100 / ground.unit).as_integer_ratio()
    top, bottom = kept.as_integer_ratio()
    return -(-numerator * bottom // (denominator * top))


def ground_of(basket: Basket, rules: PricingRules) -> Ground:
    """Prepare `basket` under the floors of the shop's `rules`."""
    unit = quantum(basket.currency)
    order = _order(basket.lines, _content)
    cargo = _order(basket.shipping, lambda item: item.model_dump_json())
    lines = tuple(basket.lines[place] for place in order)
    shipping = tuple(basket.shipping[place] for place in cargo)
    bare = Ground(
        basket=basket,
        unit=unit,
        lines=lines,
        shipping=shipping,
        origin=(*order, *cargo),
        quantities=(*(line.quantity for line in lines), *(1 for _ in shipping)),
        original=tuple(int(amount / unit) for amount in (*(x.total() for x in lines), *(x.amount for x in shipping))),
        floors=(),
    )
    return Ground(
        basket, unit, lines, shipping, bare.origin, bare.quantities, bare.original, _floors(bare, rules)
    )  # fmt: skip


def _order(items: tuple[BasketLine, ...] | tuple[Shipping, ...], key: Callable[..., object]) -> list[int]:
    keys = [key(item) for item in items]
    return sorted(range(len(items)), key=keys.__getitem__)  # type: ignore[arg-type]


def _content(line: BasketLine) -> tuple[str, str, Decimal, str]:
    return (line.product_id, line.variant_id, line.unit_price, line.model_dump_json())


def _floors(ground: Ground, rules: PricingRules) -> tuple[int, ...]:
    """The least each place may ever cost: by the lines' own minimum, the deepest reduction and the margin."""
    floors = [0] * len(ground.original)
    for place, line in enumerate(ground.lines):
        if line.min_price is not None:
            floors[place] = min(ground.original[place], ground.up(line.min_price * line.quantity))
    if rules.max_percent is not None:
        top, bottom = (100 - rules.max_percent).as_integer_ratio()
        for place, total in enumerate(ground.original[: len(ground.lines)]):
            floors[place] = max(floors[place], -(-total * top // (bottom * 100)))
    if rules.min_margin is not None:
        floors = [max(pair) for pair in zip(floors, ground.margin_floors(rules.min_margin)[0], strict=True)]
    return tuple(floors)
