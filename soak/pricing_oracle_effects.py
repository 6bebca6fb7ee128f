"""The effects of the brute-force oracle: what each takes off a table of lines, in cents, unit by unit."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

Doc = dict[str, Any]


class Table:
    """What is left of every line and of shipping while promotions are applied."""

    def __init__(self, case: Doc) -> None:
        self.lines = sorted(case["basket"]["lines"], key=lambda line: line["product_id"])
        self.full = [cents(line["unit_price"]) * line["quantity"] for line in self.lines]
        shipping = case["basket"].get("shipping")
        self.full.append(cents(shipping["amount"]) if shipping else 0)
        self.left = list(self.full)
        self.count = [line["quantity"] for line in self.lines] + [1]
        self.least = [cents(line.get("min_price", "0")) * line["quantity"] for line in self.lines] + [0]
        self.least = [min(pair) for pair in zip(self.least, self.full, strict=True)]
        self.groups = case["basket"].get("customer", {}).get("groups", [])
        self.spent: dict[str, int] = {}


def matching(items: Doc, table: Table) -> list[int]:
    wanted = items.get("categories")
    return [place for place, line in enumerate(table.lines) if not wanted or set(wanted) & set(line["categories"])]


def percent(effect: Doc, table: Table, measured: list[int], basis: list[int], policy: Doc) -> list[int]:
    share = Fraction(effect["percent"]) / 100
    chosen = aimed(effect.get("target", {}), table, basis)
    spread = effect.get("spread", "across")
    if spread == "across":
        amount = half_up(share * sum(value for _, _, value in chosen))
        amount = min(amount, cents(effect["ceiling"])) if "ceiling" in effect else amount
        return shared(amount, chosen, table, policy)
    if spread == "line":
        return each([(place, half_up(share * value), value) for place, _, value in chosen], table, effect)
    per_unit = [(place, half_up(share * Fraction(value, units)) * units, value) for place, units, value in chosen]
    return each(per_unit, table, effect)


def fixed(effect: Doc, table: Table, measured: list[int], basis: list[int], policy: Doc) -> list[int]:
    amount, chosen = cents(effect["amount"]), aimed(effect.get("target", {}), table, basis)
    spread = effect.get("spread", "across")
    if spread == "across":
        return shared(amount, chosen, table, policy)
    times = {"line": lambda units: 1, "unit": lambda units: units}[spread]
    return each([(place, amount * times(units), value) for place, units, value in chosen], table, effect)


def full_reduction(effect: Doc, table: Table, measured: list[int], basis: list[int], policy: Doc) -> list[int]:
    chosen = aimed(effect.get("target", {}), table, basis)
    total = sum(measured[place] for place in matching(effect.get("target", {}).get("items", {}), table))
    amount = 0
    for tier in effect["tiers"]:
        threshold = cents(tier["threshold"])
        if total >= threshold:
            amount = cents(tier["reduction"]) * (total // threshold if effect.get("every") else 1)
    amount = min(amount, cents(effect["ceiling"])) if "ceiling" in effect else amount
    return shared(amount, chosen, table, policy)


def fixed_price(effect: Doc, table: Table, measured: list[int], basis: list[int], policy: Doc) -> list[int]:
    chosen = aimed(effect.get("target", {}), table, basis)
    price = cents(effect["price"])
    return each([(place, value - price * units, value) for place, units, value in chosen], table, effect)


def member_price(effect: Doc, table: Table, measured: list[int], basis: list[int], policy: Doc) -> list[int]:
    chosen = [part for part in aimed({}, table, basis) if "member_price" in table.lines[part[0]]]
    wanted = [
        (place, value - cents(table.lines[place]["member_price"]) * units, value) for place, units, value in chosen
    ]
    return each(wanted, table, effect)


def free_shipping(effect: Doc, table: Table, measured: list[int], basis: list[int], policy: Doc) -> list[int]:
    amount = min(basis[-1], cents(effect["ceiling"])) if "ceiling" in effect else basis[-1]
    return [0] * len(table.lines) + [min(amount, table.left[-1])]


def buy_get(effect: Doc, table: Table, measured: list[int], basis: list[int], policy: Doc) -> list[int]:
    """Try every number of multiples from above, handing out the units one by one."""
    buys = matching(effect.get("buy", {}), table)
    gets = [place for place in matching(effect.get("get", {}), table) if basis[place]]
    sign = -1 if effect.get("first") == "dearest" else 1
    gets.sort(key=lambda place: (sign * Fraction(basis[place], table.count[place]), place))
    per_buy, per_get = effect.get("buy_quantity", 1), effect.get("get_quantity", 1)
    most = sum(table.count[place] for place in buys) // per_buy
    for times in range(min(most, effect.get("times", most)), 0, -1):
        got = handed_out(buys, gets, table, per_buy * times, per_get * times)
        if len(got) > per_get * (times - 1) and (effect.get("partial", True) or len(got) == per_get * times):
            share = Fraction(effect["percent"]) / 100
            parts = [(place, got.count(place)) for place in sorted(set(got))]
            values = [(place, basis[place] * units // table.count[place]) for place, units in parts]
            return each([(place, half_up(share * value), value) for place, value in values], table, effect)
    return [0] * len(table.full)


def handed_out(buys: list[int], gets: list[int], table: Table, buying: int, getting: int) -> list[int]:
    """The place of every unit that is got, in order, while enough units stay to be bought."""
    free = {place: table.count[place] for place in {*buys, *gets}}
    got: list[int] = []
    for place in gets:
        for _ in range(table.count[place]):
            still = sum(free[other] for other in buys) - (place in buys)
            if len(got) < getting and still >= buying:
                free[place] -= 1
                got.append(place)
    return got


def aimed(target: Doc, table: Table, basis: list[int]) -> list[tuple[int, int, int]]:
    """Places with the number of their units that are meant and what these cost."""
    if target.get("to") == "shipping":
        return [(len(table.lines), 1, basis[-1])] if basis[-1] else []
    places = [place for place in matching(target.get("items", {}), table) if basis[place]]
    units = target.get("units")
    if units is None:
        return [(place, table.count[place], basis[place]) for place in places]
    sign = -1 if units.get("first") == "dearest" else 1
    every = [(sign * Fraction(basis[place], table.count[place]), place) for place in places]
    every = sorted(unit for unit in every for _ in range(table.count[unit[1]]))
    meant = [place for _, place in every[: units["max"]]]
    order = list(dict.fromkeys(meant))
    return [(place, meant.count(place), basis[place] * meant.count(place) // table.count[place]) for place in order]


def shared(amount: int, chosen: list[tuple[int, int, int]], table: Table, policy: Doc) -> list[int]:
    """By largest remainder; what a line cannot take goes to the others, unless the policy says no."""
    room = {place: min(value, max(0, table.left[place] - table.least[place])) for place, _, value in chosen}
    given = dict.fromkeys(room, 0)
    open_ = {place: value for place, _, value in chosen}
    rest = min(amount, sum(open_.values()))
    while rest and sum(open_.values()):
        parts = by_remainder(rest, open_)
        for place, part in parts.items():
            given[place] += part
        rest = sum(max(0, given[place] - room[place]) for place in given)
        given = {place: min(part, room[place]) for place, part in given.items()}
        if not policy.get("redistribute", True):
            break
        open_ = {place: value for place, _, value in chosen if given[place] < room[place]}
    return [given.get(place, 0) for place in range(len(table.full))]


def by_remainder(amount: int, weights: dict[int, int]) -> dict[int, int]:
    total = sum(weights.values())
    exact = {place: Fraction(amount * weight, total) for place, weight in weights.items()}
    parts = {place: int(quota) for place, quota in exact.items()}
    order = list(weights)
    by_rest = sorted(weights, key=lambda place: (parts[place] - exact[place], -weights[place], order.index(place)))
    for place in by_rest[: amount - sum(parts.values())]:
        parts[place] += 1
    return parts


def each(wanted: list[tuple[int, int, int]], table: Table, effect: Doc) -> list[int]:
    off = [0] * len(table.full)
    for place, amount, value in wanted:
        off[place] = max(0, min(amount, value, table.left[place] - table.least[place]))
    order = [place for place, _, _ in wanted]
    return scaled(off, cents(effect["ceiling"]) if "ceiling" in effect else None, order)


def scaled(off: list[int], most: int | None, order: list[int] | None = None) -> list[int]:
    if most is None or sum(off) <= most:
        return off
    places = order if order is not None else range(len(off))
    parts = by_remainder(most, {place: off[place] for place in places if off[place]})
    return [parts.get(place, 0) for place in range(len(off))]


def half_up(value: Fraction) -> int:
    return int(value + Fraction(1, 2))


def cents(text: str) -> int:
    return int(Fraction(text) * 100)


EFFECTS = {
    "percent": percent,
    "fixed": fixed,
    "full_reduction": full_reduction,
    "fixed_price": fixed_price,
    "member_price": member_price,
    "free_shipping": free_shipping,
    "buy_get": buy_get,
}
