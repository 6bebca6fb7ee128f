"""Draws random cases as JSON-able data: baskets of up to six lines, up to six promotions that meet in awkward ways."""

from __future__ import annotations

import random
from typing import Any

from soak.pricing_wild import made_wild

Doc = dict[str, Any]
CATEGORIES = ("a", "b", "c")
AT = "2026-11-20T12:00:00+08:00"


def random_case(dice: random.Random, lines: int = 6, promotions: int = 6, *, wild: bool = False) -> Doc:
    """Return a case of `copilot promo price`, in CNY; a `wild` one also has what the oracle does not know."""
    basket: Doc = {
        "currency": "CNY",
        "lines": [_line(dice, number) for number in range(dice.randint(1, lines))],
        "customer": {"groups": ["member"] if dice.random() < 0.7 else []},
    }
    if dice.random() < 0.5:
        basket["shipping"] = {"method": "std", "amount": _money(dice, 0, 3000)}
    ids = [f"p{number}" for number in range(dice.choice((0, 2, 3, promotions - 1, promotions, promotions, promotions)))]
    case = {"promotions": [_promotion(dice, id_, ids) for id_ in ids], "basket": basket, "at": AT}
    return made_wild(case, dice) if wild else case


def _line(dice: random.Random, number: int) -> Doc:
    line: Doc = {
        "product_id": f"x{number}",
        "quantity": dice.choice((1, 1, 2, 3, 5)),
        "unit_price": _money(dice, 0, dice.choice((20, 2000, 20_000))),
        "categories": [dice.choice(CATEGORIES)],
    }
    if dice.random() < 0.25:
        line["min_price"] = _money(dice, 0, 10_000)
    if dice.random() < 0.3:
        line["member_price"] = _money(dice, 0, 10_000)
    return line


def _promotion(dice: random.Random, id_: str, ids: list[str]) -> Doc:
    promotion: Doc = {
        "id": id_, "name": {"en": id_}, "currency": "CNY", "effects": [_effect(dice)], "policy": _policy(dice, ids),
    }  # fmt: skip
    if dice.random() < 0.3:
        promotion["when"] = _condition(dice)
    if dice.random() < 0.2:
        promotion["limits"] = {"budget": _money(dice, 1, 5000), "partial": dice.random() < 0.5}
        if dice.random() < 0.5:
            promotion["limits"]["budget"] = "25.00"
            promotion["limits"]["budget_name"] = "shared"
    return promotion


def _policy(dice: random.Random, ids: list[str]) -> Doc:
    policy: Doc = {"priority": dice.choice((0, 0, 0, 1, 2))}
    drawn: tuple[tuple[float, str, Any], ...] = (
        (0.08, "exclusive", True),
        (0.2, "stack_group", dice.choice(("g", "h"))),
        (0.15, "not_with", [dice.choice([*ids, "g"])]),
        (0.4, "conditions_on", "left"),
        (0.15, "base", "original"),
        (0.15, "skip_discounted", True),
        (0.15, "ceiling", _money(dice, 1, 5000)),
        (0.2, "redistribute", False),
    )
    return policy | {key: value for chance, key, value in drawn if dice.random() < chance}


def _condition(dice: random.Random) -> Doc:
    kind = dice.choice(("total", "total", "most", "quantity", "group"))
    if kind == "group":
        return {"kind": "group", "names": ["member"]}
    if kind == "quantity":
        return {"kind": "quantity", "min": dice.randint(1, 6), **_items(dice)}
    condition: Doc = {"kind": "total", ("max" if kind == "most" else "min"): _money(dice, 1, 20_000), **_items(dice)}
    return condition | ({"measure": dice.choice(("original", "left"))} if dice.random() < 0.3 else {})


def _effect(dice: random.Random) -> Doc:
    kind = dice.choice(("percent", "percent", "fixed", "fixed", "tiers", "every", "price", "member", "free", "buy"))
    if kind in ("percent", "fixed"):
        return _reduction(dice, kind)
    if kind in ("tiers", "every"):
        return _tiers(dice, every=kind == "every")
    if kind == "price":
        return {"kind": "fixed_price", "price": _money(dice, 1, 5000), "target": _target(dice)}
    if kind == "buy":
        return _buy_get(dice)
    return {"kind": "member_price"} if kind == "member" else {"kind": "free_shipping", **_ceiling(dice)}


def _reduction(dice: random.Random, kind: str) -> Doc:
    value = ("percent", str(dice.choice((1, 7, 10, 33.3, 50, 70, 100)))) if kind == "percent" else (
        "amount", _money(dice, 1, dice.choice((500, 10_000)))
    )  # fmt: skip
    target: Doc = {"to": "shipping"} if dice.random() < 0.15 else _target(dice, units=True)
    spread = dice.choice(("across", "across", "line", "unit"))
    ceiling = _ceiling(dice) if kind == "percent" or spread != "across" else {}
    return {"kind": kind, value[0]: value[1], "target": target, "spread": spread, **ceiling}


def _tiers(dice: random.Random, *, every: bool) -> Doc:
    thresholds = sorted(dice.sample(range(1, 300), 1 if every else dice.randint(1, 3)))
    reductions = sorted(dice.sample(range(1, thresholds[0] + 3), len(thresholds))) if thresholds[0] > 3 else [1]
    tiers = [
        {"threshold": str(threshold), "reduction": str(min(threshold, reduction))}
        for threshold, reduction in zip(thresholds, reductions, strict=False)
    ]
    return {"kind": "full_reduction", "tiers": tiers, "every": every, "target": _target(dice), **_ceiling(dice)}


def _buy_get(dice: random.Random) -> Doc:
    effect: Doc = {
        "kind": "buy_get", "buy": _items(dice).get("items", {}), "get": _items(dice).get("items", {}),
        "buy_quantity": dice.randint(1, 3), "get_quantity": dice.randint(1, 2),
        "percent": dice.choice(("50", "100")), "first": dice.choice(("cheapest", "dearest")),
        "partial": dice.random() < 0.7,
    }  # fmt: skip
    return effect | ({"times": dice.randint(1, 2)} if dice.random() < 0.3 else {})


def _target(dice: random.Random, *, units: bool = False) -> Doc:
    target = _items(dice)
    if units and dice.random() < 0.3:
        target["units"] = {"max": dice.randint(1, 4), "first": dice.choice(("cheapest", "dearest"))}
    return target


def _items(dice: random.Random) -> Doc:
    return {"items": {"categories": dice.sample(CATEGORIES, dice.randint(1, 2))}} if dice.random() < 0.5 else {}


def _ceiling(dice: random.Random) -> Doc:
    return {"ceiling": _money(dice, 1, 5000)} if dice.random() < 0.25 else {}


def _money(dice: random.Random, least: int, most: int) -> str:
    return f"{dice.randint(least, most) / 100:.2f}"
