"""On random shops every kind of reason equals a plain Python reading of the same rows."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from statistics import median
from typing import Any, NamedTuple, TypeAlias

import pytest

from shop.reasons import find
from shop.reasons.new_in_category import MOST_PER_PERSON
from shop.segments.lifecycle import lifecycle

TinyShop: TypeAlias = Any
NOW = datetime(2026, 11, 20, 4, 0)  # noon in Shanghai, as columns hold it
TODAY = date(2026, 11, 20)
PRODUCTS = [f"p{n}" for n in range(8)]


class Rows(NamedTuple):
    """The shop's rows by what the kinds ask for; moments are naive UTC, days are local."""

    events: dict[tuple[int, int], list[tuple[datetime, str]]]
    bought: dict[tuple[int, int], list[datetime]]
    orders: dict[int, set[date]]
    prices: dict[int, list[tuple[datetime, Any]]]
    stock: dict[int, list[tuple[datetime, int]]]


def local(moment: datetime) -> date:
    return (moment.replace(tzinfo=UTC) + timedelta(hours=8)).date()


def random_shop(make: Callable[..., Any], seed: int) -> TinyShop:
    dice = random.Random(seed)

    def moment(days: int) -> str:
        return (
            datetime(2026, 11, 20, 12) - timedelta(days=dice.randrange(days), minutes=dice.randrange(1440))
        ).isoformat()

    shop = make()
    for number, product in enumerate(PRODUCTS):
        launched = (TODAY - timedelta(days=dice.randrange(60))).isoformat() if number > 4 else None
        shop.product(product, price="100", category=("tea", "coffee")[number % 2], launched_on=launched)
        for _ in range(dice.randrange(4)):
            shop.price(product, str(dice.randint(80, 120)), moment(60))
        for _ in range(dice.randrange(5)):
            shop.stock(product, dice.choice((0, 0, 3)), moment(40))
    for number in range(30):
        shop.customer(f"c{number}")
        for _ in range(dice.randrange(9)):
            kind = dice.choice(("cart", "cart", "cart_removed", "wishlist", "wishlist", "stock_alert", "view"))
            shop.event(f"c{number}", kind, moment(dice.choice((16, 50))), dice.choice(PRODUCTS))
        for _ in range(dice.randrange(6)):
            lines = [(p, 1) for p in dice.sample(PRODUCTS[:6], dice.choice((1, 2)))]
            shop.order(f"c{number}", moment(200), lines, status=dice.choice(("paid", "paid", "cancelled")))
    return shop


def read(shop: TinyShop) -> Rows:
    rows = Rows(defaultdict(list), defaultdict(list), defaultdict(set), defaultdict(list), defaultdict(list))
    for e in shop.tables.get("events", ()):
        rows.events[e["customer_key"], e["product_key"]].append((e["happened_at"], e["kind"]))
    for line in shop.tables["order_lines"]:
        if line["is_sale"]:
            rows.bought[line["customer_key"], line["product_key"]].append(line["placed_at"])
            rows.orders[line["customer_key"]].add(line["order_key"])
    for p in shop.tables["prices"]:
        rows.prices[p["product_key"]].append((p["starts_at"] or datetime.min, p["price"]))
    for s in shop.tables.get("stock", ()):
        rows.stock[s["product_key"]].append((s["counted_at"], s["quantity"]))
    return rows


def latest(pairs: list[tuple[datetime, Any]], at: datetime) -> Any:  # noqa: ANN401 - a price or a count
    return max(((t, v) for t, v in pairs if t <= at), default=(None, None), key=lambda pair: pair[0])[1]


def sellable(rows: Rows, product: int) -> bool:
    return latest(rows.stock[product], NOW) != 0


def unbought(rows: Rows, pair: tuple[int, int], since: datetime) -> bool:
    return all(at < since for at in rows.bought.get(pair, ()))


def cart_left(rows: Rows, pair: tuple[int, int]) -> Any:  # noqa: ANN401 - facts
    put = max((t for t, kind in rows.events[pair] if kind == "cart" and t <= NOW), default=None)
    if put is None or not timedelta(days=1) <= NOW - put <= timedelta(days=14):
        return None
    removed = any(kind == "cart_removed" and put <= t <= NOW for t, kind in rows.events[pair])
    return None if removed or not unbought(rows, pair, put) else (local(put),)


def price_fell(rows: Rows, pair: tuple[int, int]) -> Any:  # noqa: ANN401 - facts
    wished = max((t for t, kind in rows.events[pair] if kind == "wishlist" and t <= NOW), default=None)
    if wished is None or not unbought(rows, pair, wished):
        return None
    prices = rows.prices[pair[1]]
    then, now = latest(prices, wished), latest(prices, NOW)
    began = max(t for t, _ in prices if t <= NOW)
    if 100 * now > 97 * then or began <= wished:
        return None
    since = min(wished, began - timedelta(days=30))
    held = [latest(prices, since), *(price for t, price in prices if since < t <= NOW)]
    return (local(wished), then, now, then - now) if min(held) >= now else None


def back_in_stock(rows: Rows, pair: tuple[int, int]) -> Any:  # noqa: ANN401 - facts
    counts = sorted((t, units) for t, units in rows.stock[pair[1]] if t <= NOW)
    zeros = [t for t, units in counts if not units]
    back = min((t for t, units in counts if units and zeros and t > zeros[-1]), default=None)
    if back is None or NOW - back > timedelta(days=14):
        return None
    empty = [(t, kind) for t, kind in rows.events[pair] if t < back and latest(counts, t) == 0]
    for wanted in ("stock_alert", "wishlist"):
        if days := [t for t, kind in empty if kind == wanted and unbought(rows, pair, t)]:
            return (local(max(days)), local(back))
    return None


def replenishment_due(rows: Rows, pair: tuple[int, int]) -> Any:  # noqa: ANN401 - facts
    days = sorted({local(t) for t in rows.bought.get(pair, ())})
    if len(days) < 2:
        return None  # fewer than twenty customers repeat here: nothing is borrowed
    every = int(median((b - a).days for a, b in pairwise(days)) + 0.5)
    since = (TODAY - days[-1]).days
    due = days[-1] + timedelta(days=every)
    return (days[-1], every, due, True) if 5 <= every <= 120 and 8 * every <= 10 * since <= 16 * every else None


ORACLES = {
    "cart_left": cart_left, "price_fell": price_fell, "back_in_stock": back_in_stock,
    "replenishment_due": replenishment_due,
}  # fmt: skip


def plain(value: Any) -> Any:  # noqa: ANN401 - any evidence value
    return next(part for name, part in value if name not in ("currency", "unit"))


@pytest.mark.parametrize("seed", range(8))
def test_reasons_about_one_product_equal_plain_python(tiny_shop: Callable[..., Any], seed: int) -> None:
    shop = random_shop(tiny_shop, seed)
    rows = read(shop)
    pairs = [(shop.key("customer", f"c{n}"), shop.key("product", p)) for n in range(30) for p in PRODUCTS]
    with shop.view("2026-11-20T12:00") as view:
        for kind, oracle in ORACLES.items():
            expected = {pair: oracle(rows, pair) for pair in pairs if sellable(rows, pair[1])}
            found = {
                (shop.key("customer", r.customer_id), shop.key("product", r.product_id)): tuple(
                    map(plain, r.facts.values())
                )
                for r in find(view, kind)  # type: ignore[arg-type]
            }
            assert found == {pair: facts for pair, facts in expected.items() if facts}, kind


@pytest.mark.parametrize("seed", range(4))
def test_lapsing_and_new_in_category_equal_plain_python(tiny_shop: Callable[..., Any], seed: int) -> None:
    shop = random_shop(tiny_shop, seed)
    rows = read(shop)
    launches = {
        p["product_key"]: date.fromisoformat(str(p["launched_on"])) for p in shop.tables["products"] if p["launched_on"]
    }
    with shop.view("2026-11-20T12:00") as view:
        stages = lifecycle(view).stages
        assert {r.customer_id for r in find(view, "lapsing")} == {id_ for id_, s in stages.items() if s == "lapsing"}
        fresh = defaultdict(set)
        for reason in find(view, "new_in_category"):
            fresh[shop.key("customer", reason.customer_id)].add(shop.key("product", reason.product_id))
    for number in range(30):
        key = shop.key("customer", f"c{number}")
        expected = set()
        for product, day in launches.items():
            same = [p for p in range(1, 9) if p % 2 == product % 2]
            orders = {line["order_key"] for line in shop.tables["order_lines"] if line["is_sale"]
                      and line["customer_key"] == key and line["product_key"] in same}  # fmt: skip
            late = day >= TODAY - timedelta(days=30) and (key, product) not in rows.bought
            if late and len(orders) >= 2 and sellable(rows, product):
                expected.add(product)
        assert len(expected) <= MOST_PER_PERSON
        assert fresh[key] == expected
