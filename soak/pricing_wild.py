"""Makes random cases wilder: every kind of effect, several in one promotion, margins, rules of the shop, platforms."""

from __future__ import annotations

import random
from typing import Any

Doc = dict[str, Any]


def made_wild(case: Doc, dice: random.Random) -> Doc:
    """Return the case with costs, rules of the shop, and effects that only the properties are checked for."""
    for line in case["basket"]["lines"]:
        if dice.random() < 0.7:
            line["cost"] = _money(dice, 0, 5000)
    for promotion in case["promotions"]:
        for _ in range(dice.choice((0, 1, 1, 2))):
            _add(promotion["effects"], _effect(dice))
        if dice.random() < 0.2:
            promotion["policy"]["min_margin"] = str(dice.choice((5, 20, 33.3, 100)))
        if dice.random() < 0.15:
            promotion["external"] = "counted"
        if dice.random() < 0.1:
            promotion["policy"]["stop"] = True
        if dice.random() < 0.5:
            promotion["policy"]["stack_per"] = dice.choice(("line", "best"))
    if dice.random() < 0.3:
        case["rules"] = {dice.choice(("max_percent", "min_margin")): str(dice.choice((10, 50, 90)))}
    return case


def _add(effects: list[Doc], effect: Doc) -> None:
    """Add an effect; a promotion has one presale at most."""
    if effect["kind"] != "presale" or all(other["kind"] != "presale" for other in effects):
        effects.insert(0, effect)


def _effect(dice: random.Random) -> Doc:
    return dice.choice((_presale, _gift, _bundle, _price, _quantity_tiers, _units, _per_unit, _buy_get, _set))(dice)


def _presale(dice: random.Random) -> Doc:
    deposit = dice.randint(1, 5000)
    return {
        "kind": "presale", "deposit": f"{deposit / 100:.2f}", "worth": f"{(deposit + dice.randint(0, 5000)) / 100:.2f}",
        "balance_from": "2026-11-25T00:00:00+08:00", "balance_until": "2026-11-28T00:00:00+08:00",
    }  # fmt: skip


def _gift(dice: random.Random) -> Doc:
    item = {"product_id": dice.choice(("cup", "x0")), "quantity": dice.randint(1, 2)}
    gift: Doc = {"kind": "gift", "items": [item], "add": dice.choice(("beside", "missing"))}
    return gift | ({"every": _money(dice, 1, 9000)} if dice.random() < 0.5 else {})


def _set(dice: random.Random) -> Doc:
    parts = [{"items": {"products": [id_]}, "quantity": dice.randint(1, 2)} for id_ in ("x0", "x1")]
    return {"kind": "set", "parts": parts, dice.choice(("price", "amount")): _money(dice, 1, 5000)}


def _bundle(dice: random.Random) -> Doc:
    bundle: Doc = {"kind": "fixed_price", "price": _money(dice, 1, 9000), "bundle": dice.randint(1, 4)}
    return bundle | ({"times": dice.randint(1, 2)} if dice.random() < 0.3 else {})


def _price(dice: random.Random) -> Doc:
    spread = dice.choice(("across", "line", "unit"))
    target = {"to": dice.choice(("order", "shipping", "items"))}
    return {"kind": "fixed_price", "price": _money(dice, 1, 9000), "spread": spread, "target": target}


def _quantity_tiers(dice: random.Random) -> Doc:
    first = dice.randint(1, 4)
    tiers: list[Doc] = [{"threshold": first, "percent": "10"}, {"threshold": first + 2, "percent": "33.3"}]
    if dice.random() < 0.5:
        return {"kind": "full_reduction", "by": "quantity", "tiers": tiers}
    tier = {"threshold": first, "reduction": _money(dice, 1, 900)}
    return {"kind": "full_reduction", "by": "quantity", "every": True, "tiers": [tier]}


def _units(dice: random.Random) -> Doc:
    units: Doc = {"every": dice.randint(1, 3), "skip": dice.randint(0, 2), "per": dice.choice(("order", "line"))}
    units |= {"take": 1} if dice.random() < 0.5 else {}
    return {"kind": "percent", "percent": str(dice.choice((10, 50, 100))), "target": {"units": units}}


def _per_unit(dice: random.Random) -> Doc:
    spread = dice.choice(("line", "unit"))
    return {
        "kind": "percent", "percent": "33.3", "spread": spread, "ceiling": _money(dice, 1, 900), "ceiling_per": spread,
    }  # fmt: skip


def _buy_get(dice: random.Random) -> Doc:
    gives = dice.choice(({"amount": _money(dice, 1, 900)}, {"price": _money(dice, 1, 900)}, {"percent": "12.5"}))
    how = {"same": dice.choice(("", "line", "product")), "first": dice.choice(("cheapest", "dearest", "grouped"))}
    return {"kind": "buy_get", "buy_quantity": dice.randint(1, 2), **how, **gives}


def _money(dice: random.Random, least: int, most: int) -> str:
    return f"{dice.randint(least, most) / 100:.2f}"
