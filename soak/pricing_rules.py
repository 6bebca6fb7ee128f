"""What holds for every price, whatever the case: each check raises AssertionError where it does not."""

from __future__ import annotations

import json
import random
from decimal import Decimal
from typing import Any

from shop.promotions import Case, Pricing, read_case

Doc = dict[str, Any]
NOTHING = Decimal(0)


def priced(document: Doc) -> Pricing:
    """Price a case as the command line does."""
    case = read_case(json.dumps(document))
    assert isinstance(case, Case), case
    return case.price()


def sums_agree(document: Doc, pricing: Pricing) -> None:
    """Nothing is negative, no line goes below its minimum, and every sum is the sum of its parts."""
    charged = (*pricing.lines, *pricing.shipping)
    assert sum((line.discount for line in pricing.lines), NOTHING) == pricing.discount
    assert sum((line.discount for line in pricing.shipping), NOTHING) == pricing.shipping_discount
    assert pricing.total_before - pricing.discount == pricing.total_after
    assert pricing.total_after + pricing.shipping_after == pricing.payable
    assert sum((item.amount for item in pricing.applied), NOTHING) == pricing.discount + pricing.shipping_discount
    if pricing.presale:
        assert pricing.presale.deposit + pricing.presale.balance == pricing.payable
        assert pricing.presale.balance >= 0
    for line in charged:
        assert line.total >= 0
        assert line.discount >= 0
        assert sum((share.amount for share in line.shares), NOTHING) == line.discount
        assert all(share.amount > 0 for share in line.shares)
    for line, given in zip(pricing.lines, document["basket"]["lines"], strict=True):
        least = Decimal(given.get("min_price", "0")) * line.quantity
        assert line.total >= min(least, line.total + line.discount)
    named = [item.promotion_id for item in (*pricing.applied, *pricing.not_applied)]
    assert sorted(named) == sorted(promotion["id"] for promotion in document["promotions"])


def limits_hold(document: Doc, pricing: Pricing) -> None:
    """No promotion takes more than its ceiling, and no budget is overdrawn within the basket."""
    amounts = {item.promotion_id: item.amount for item in pricing.applied}
    spent: dict[str, Decimal] = {}
    for promotion in document["promotions"]:
        amount, limits = amounts.get(promotion["id"], NOTHING), promotion.get("limits", {})
        if "ceiling" in promotion["policy"]:
            assert amount <= Decimal(promotion["policy"]["ceiling"])
        if "budget" in limits:
            name = limits.get("budget_name", promotion["id"])
            spent[name] = spent.get(name, NOTHING) + amount
            assert spent[name] <= Decimal(limits["budget"])


def order_is_nothing(document: Doc, pricing: Pricing, dice: random.Random) -> None:
    """Neither the order of the lines nor that of the promotions changes anything but the order of the lines."""
    basket = document["basket"]
    lines = dice.sample(basket["lines"], len(basket["lines"]))
    promotions = dice.sample(document["promotions"], len(document["promotions"]))
    mixed = priced({**document, "promotions": promotions, "basket": {**basket, "lines": lines}})
    assert mixed.model_copy(update={"lines": ()}) == pricing.model_copy(update={"lines": ()})
    assert sorted(mixed.lines, key=str) == sorted(pricing.lines, key=str)


def codes_never_cost(document: Doc, dice: random.Random) -> None:
    """With codes an order costs no more than without them."""
    coded = [
        {**promotion, "code": f"CODE-{promotion['id']}"} if dice.random() < 0.5 else promotion
        for promotion in document["promotions"]
    ]
    codes = [promotion["code"] for promotion in coded if "code" in promotion]
    without = {**document, "promotions": coded}
    entered = {**without, "basket": {**document["basket"], "codes": codes}}
    assert priced(entered).payable <= priced(without).payable


def fewer_never_cost_less(document: Doc, pricing: Pricing) -> None:
    """Where the answer is exact, taking a promotion away never makes the order cheaper."""
    if pricing.method != "best combination":
        return
    for promotion in document["promotions"]:
        rest = [other for other in document["promotions"] if other is not promotion]
        assert priced({**document, "promotions": rest}).payable >= pricing.payable


def all_hold(document: Doc, dice: random.Random) -> Pricing:
    """Check everything and return the price."""
    pricing = priced(document)
    sums_agree(document, pricing)
    limits_hold(document, pricing)
    order_is_nothing(document, pricing, dice)
    codes_never_cost(document, dice)
    return pricing
