"""What an offer leaves to pay, and by how much a price fell: computed again from the proven amounts.

"with NOV20 you pay $169", 券后849元, 第二瓶49元, "$7 more and the code works", 八折(68元,原价85元).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from guard.claims import Claim
from guard.facts import Fact, Facts
from shop.evidence import Evidence, MoneyValue, NumberValue, PercentValue, TextValue

_CENT = Decimal("0.01")
_MORE = re.compile(
    r"(?:short of|away from|to go|[再还][添买加凑差]|只差|差).{0,12}$|^.{0,16}(?:more\b|short|away|to go|就能|就可)",
    re.IGNORECASE | re.MULTILINE,
)
_SECOND = re.compile(r"second|2nd|half|第[二2]|半价|[两2][件瓶双只罐本盒支包]", re.IGNORECASE)
_NEAR = 24


class _Basket(NamedTuple):
    total: Decimal
    prices: tuple[Fact, ...]


def follows(claim: Claim, plain: str, facts: Facts) -> tuple[Fact, ...]:
    """Return the facts that an amount with an offer follows from; empty when none does."""
    if not isinstance(claim.value, Decimal):
        return ()
    baskets = list(_baskets(claim, facts))
    around = plain[max(0, claim.start - _NEAR) : claim.start] + "\0" + plain[claim.end : claim.end + _NEAR]
    before, _, behind = around.partition("\0")
    for item in facts.evidence.evidence if baskets else ():
        if item.kind != "offer":
            continue
        own = {fact.field: fact for fact in facts.all if fact.id == item.id}
        for basket in baskets:
            if claim.role == "total" and claim.value == _left(basket, item):
                return (*basket.prices, own["reduction"])
            if claim.value == _missing(basket, item) and _MORE.search(before + "\n" + behind):
                return basket.prices
            if len(basket.prices) == 1 and _SECOND.search(around) and claim.value in _of_two(basket, item, facts):
                return (*basket.prices, own["reduction"])
    return ()


def share_off(value: Decimal, plain: str, facts: Facts) -> tuple[Fact, ...]:
    """Return price and former price when `value` percent is the fall between them and the text states the former."""
    for was in facts.of("money"):
        if was.role != "was" or was.field == "list_price" or not isinstance(was.value, Decimal) or was.value <= 0:
            continue
        if f"{was.value.normalize():f}" not in plain:
            continue
        prices = (fact for fact in facts.of("money") if fact.id == was.id and fact.role == "price")
        for now in prices:
            if abs((was.value - _amount(now)) / was.value * 100 - value) < Decimal("0.5"):
                return now, was
    return ()


def _baskets(claim: Claim, facts: Facts) -> Iterator[_Basket]:
    """Yield one product, and two different ones."""
    prices = [
        fact
        for fact in facts.of("money")
        if fact.id[0] == "P" and fact.role == "price" and (not claim.unit or fact.unit in claim.unit.split("|"))
    ]
    for place, one in enumerate(prices):
        yield _Basket(_amount(one), (one,))
        for other in prices[place + 1 :]:
            if other.id != one.id:
                yield _Basket(_amount(one) + _amount(other), (one, other))


def _amount(fact: Fact) -> Decimal:
    return fact.value if isinstance(fact.value, Decimal) else Decimal(0)


def _left(basket: _Basket, offer: Evidence) -> Decimal | None:
    """Return what is left to pay of a basket that reaches the threshold, else None."""
    threshold, reduction, ceiling = (offer.fields.get(name) for name in ("threshold", "reduction", "ceiling"))
    if (isinstance(threshold, MoneyValue) and basket.total < threshold.money) or _count(offer) > 1:
        return None
    if isinstance(reduction, MoneyValue):
        return basket.total - reduction.money
    if not isinstance(reduction, PercentValue):
        return None
    off = basket.total * reduction.percent / 100
    if isinstance(ceiling, MoneyValue):
        off = min(off, ceiling.money)
    return (basket.total - off).quantize(_CENT, ROUND_HALF_UP)


def _missing(basket: _Basket, offer: Evidence) -> Decimal | None:
    """Return what a basket lacks of the threshold."""
    threshold = offer.fields.get("threshold")
    if not isinstance(threshold, MoneyValue) or "reduction" not in offer.fields or basket.total >= threshold.money:
        return None
    return threshold.money - basket.total


def _of_two(basket: _Basket, offer: Evidence, facts: Facts) -> tuple[Decimal, ...]:
    """Return the price of the second and of both, when the offer takes its percentage off the second."""
    reduction = offer.fields.get("reduction")
    about = offer.fields.get("product")
    named = {str(fact.value) for fact in facts.named("P", "name") if fact.id == basket.prices[0].id}
    if isinstance(about, TextValue) and about.text not in named:
        return ()
    words = " ".join(value.text for value in offer.fields.values() if isinstance(value, TextValue))
    if not isinstance(reduction, PercentValue) or not re.search(r"second|2nd|第[二2]", words, re.IGNORECASE):
        return ()
    second = (basket.total * (100 - reduction.percent) / 100).quantize(_CENT, ROUND_HALF_UP)
    return second, basket.total + second


def _count(offer: Evidence) -> Decimal:
    """Return how many pieces the offer asks for, as far as it says so."""
    counts = [
        value.number
        for name in ("buy", "quantity", "min_quantity")
        if isinstance(value := offer.fields.get(name), NumberValue)
    ]
    return max(counts, default=Decimal(1))
