"""Over random catalogues and random phrases: exactly the products that meet the condition, judged in plain Python."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from retrieval.filters import catalogue_of, parse_filters, resolve

GRAMS = {"g": "1", "kg": "1000", "oz": "28.349523125", "lb": "453.59237", "克": "1"}
COLOURS = {"red": "红色", "blue": "蓝色", "green": "绿色"}
KINDS = {"Kettles": "水壶", "Grinders": "磨豆机", "Mugs": "杯子"}
STYLE = {
    "lt": ("under {}", "低于{}"), "le": ("at most {}", "{}以内"),
    "ge": ("at least {}", "{}以上"), "gt": ("over {}", "超过{}"),
}  # fmt: skip
HOLDS: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "lt": lambda a, b: a < b, "le": lambda a, b: a <= b, "ge": lambda a, b: a >= b, "gt": lambda a, b: a > b,
}  # fmt: skip


class Thing(NamedTuple):
    """One product: variants are (colour, size, price in USD, stock or None)."""

    kind: str
    brand: str
    status: str
    weight: tuple[Decimal, str] | None
    rating: Decimal | None
    variants: tuple[tuple[str, int, Decimal, int | None], ...]


class Wish(NamedTuple):
    """Conditions; None: not said."""

    price: tuple[str, Decimal] | None
    weight: tuple[str, Decimal, str] | None
    rating: Decimal | None
    stock: bool
    colour: str | None
    size: int | None
    kind: str | None
    brand: str | None


cents = st.integers(1, 30_000).map(lambda n: Decimal(n) / 100)
variants = st.lists(
    st.tuples(st.sampled_from(sorted(COLOURS)), st.integers(38, 41), cents, st.one_of(st.none(), st.integers(0, 3))),
    min_size=1, max_size=4, unique_by=lambda one: one[:2],
)  # fmt: skip
things = st.builds(
    Thing, st.sampled_from(sorted(KINDS)), st.sampled_from(["Acme", "Borealis"]),
    st.sampled_from(["active"] * 4 + ["discontinued"]),
    st.one_of(st.none(), st.tuples(st.integers(1, 4000).map(lambda n: Decimal(n) / 4), st.sampled_from(sorted(GRAMS)))),
    st.one_of(st.none(), st.integers(10, 50).map(lambda n: Decimal(n) / 10)), variants.map(tuple),
)  # fmt: skip
sides = st.sampled_from(sorted(HOLDS))
wishes = st.builds(
    Wish, st.one_of(st.none(), st.tuples(sides, cents)),
    st.one_of(st.none(), st.tuples(sides, st.integers(1, 2000).map(Decimal), st.sampled_from(sorted(GRAMS)))),
    st.one_of(st.none(), st.integers(20, 50).map(lambda n: Decimal(n) / 10)), st.booleans(),
    st.one_of(st.none(), st.sampled_from(sorted(COLOURS))), st.one_of(st.none(), st.integers(38, 41)),
    st.one_of(st.none(), st.sampled_from(sorted(KINDS))), st.one_of(st.none(), st.sampled_from(["Acme", "Borealis"])),
)  # fmt: skip


def phrase(wish: Wish, chinese: bool) -> str:
    parts = []
    if wish.colour:
        parts.append(COLOURS[wish.colour] if chinese else wish.colour)
    if wish.brand:
        parts.append(wish.brand)
    if wish.kind:
        parts.append(KINDS[wish.kind] if chinese else wish.kind.lower())
    if wish.size:
        parts.append(f"{wish.size}码" if chinese else f"size {wish.size}")
    if wish.price:
        side, amount = wish.price
        parts.append(STYLE[side][chinese].format(f"{amount}美元" if chinese else f"${amount}"))
    if wish.weight:
        side, number, unit = wish.weight
        parts.append(("重量" if chinese else "weight ") + STYLE[side][chinese].format(f"{number}{unit}"))
    if wish.rating:
        parts.append(f"评分{wish.rating}以上" if chinese else f"rated {wish.rating} or higher")
    if wish.stock:
        parts.append("有货" if chinese else "in stock")
    return (" " if chinese else ", ").join(parts)


def meets(thing: Thing, wish: Wish) -> bool:
    if wish.kind and thing.kind != wish.kind:
        return False
    if wish.brand and thing.brand != wish.brand:
        return False
    if wish.rating and (thing.rating is None or thing.rating < wish.rating):
        return False
    if wish.weight:
        side, number, unit = wish.weight
        if thing.weight is None or not HOLDS[side](
            thing.weight[0] * Decimal(GRAMS[thing.weight[1]]), number * Decimal(GRAMS[unit])
        ):
            return False
    return bought(thing, wish)


def bought(thing: Thing, wish: Wish) -> bool:
    """One and the same variant meets colour, size and stock; the price is the lowest of those that can be bought."""
    if (wish.price or wish.stock) and thing.status != "active":
        return False
    fitting = [one for one in thing.variants if wish.colour in (None, one[0]) and wish.size in (None, one[1])]
    if wish.stock:
        fitting = [one for one in fitting if one[3]]
    if not fitting:
        return False
    if not wish.price:
        return True
    can = [one for one in fitting if one[3] is None or one[3] > 0] or fitting
    return HOLDS[wish.price[0]](min(one[2] for one in can), wish.price[1])


def stock_up(shop: Any, shelf: list[Thing]) -> Any:  # noqa: ANN401 - the builder is loaded by path
    for number, thing in enumerate(shelf):
        id_ = f"p{number}"
        names = {"en": (f"Thing {number}", thing.kind), "zh": (f"物 {number}", KINDS[thing.kind])}
        texts = {language: {"name": name, "category": kind} for language, (name, kind) in names.items()}
        own = {"brand": thing.brand, "status": thing.status, "rating": thing.rating}
        key = shop._new_key("product", id_)
        shop.row("products", product_key=key, product_id=id_, currency="USD", **own)
        for language, text in texts.items():
            shop.row("product_texts", product_key=key, language=language, **text)
        if thing.weight:
            named = {"position": 1, "name": "weight", "label": "weight"}
            shop.row("product_attributes", product_key=key, **named, number=thing.weight[0], unit=thing.weight[1])
        for colour, size, price, stock in thing.variants:
            variant = f"{id_}-{colour}-{size}"
            shop.variant(id_, variant, title=f"{colour.title()} / {size}")
            shop.price(id_, str(price), None, currency="USD", variant=variant)
            if stock is not None:
                shop.stock(id_, stock, None, variant=variant)
    return shop


@pytest.mark.parametrize("chinese", [False, True], ids=["en", "zh"])
@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(shelf=st.lists(things, min_size=1, max_size=6), asked=st.lists(wishes, min_size=4, max_size=8))
def test_no_result_violates_a_condition_and_none_is_missing(
    new_shop: Callable[[], Any], chinese: bool, shelf: list[Thing], asked: list[Wish]
) -> None:
    with stock_up(new_shop(), shelf).view() as view:
        catalogue = catalogue_of(view, "zh" if chinese else "en")
        for wish in asked:
            rest, filters = parse_filters(phrase(wish, chinese), catalogue)
            if rest or filters.unclear:
                # Not every wish can be said of every shop: a colour, or a measure, that no product states.
                assert unsayable(wish, shelf)
                continue
            expected = [f"p{number}" for number, thing in enumerate(shelf) if meets(thing, wish)]
            assert resolve(view, filters) == (expected if filters.conditions else None)


def unsayable(wish: Wish, shelf: list[Thing]) -> bool:
    """Return whether the wish names something that no product of this catalogue states."""
    variants = [one for thing in shelf for one in thing.variants]
    known = {one[0] for one in variants} | {thing.kind for thing in shelf} | {thing.brand for thing in shelf}
    stated = {
        "weight": any(thing.weight for thing in shelf),
        "rating": any(thing.rating for thing in shelf),
        "stock": any(one[3] is not None for one in variants),
    }
    return bool({wish.colour, wish.kind, wish.brand} - known - {None}) or any(
        getattr(wish, name) and not states for name, states in stated.items()
    )
