"""When a name or a quantity alone is the head of a condition: Berlin, 3+ orders, 5 stars."""

from __future__ import annotations

from shop.segments.parsing.frames import Frame
from shop.segments.parsing.quantities import ORDER_NOUNS, Cmp, Qty
from shop.segments.parsing.shop_names import CUSTOMER_FIELDS
from shop.segments.parsing.tokens import Token


def names_person(item: Token) -> bool:
    """Say whether a name of the shop is about the customer: a city, a tag …, and no product or campaign."""
    fields = {entity.field for entity in item.get("entity")}
    return bool(fields & set(CUSTOMER_FIELDS)) and not fields & {"product", "category", "campaign"}


def counts_orders(item: Token, last: Frame | None) -> bool:
    """Say whether "3 orders", 3单以上 opens a condition of its own, with no verb before it to belong to."""
    qty = _quantity(item)
    nouns = any(noun in item.text.split() for noun in ORDER_NOUNS) or any(sign in item.text for sign in "单笔")
    if qty is None or qty.kind != "count" or not nouns:
        return False
    return last is None or last.kind not in ("event", "measure") or bool(last.of("cmp") or last.of("qty"))


def stands_for_review(item: Token, last: Frame | None, ahead: list[Token]) -> bool:
    """Say whether stars stand without the word review: 给过5星, gave 2 stars or less."""
    qty = _quantity(item)
    if qty is None or qty.kind != "star" or any(token.has("event", "review") for token in ahead):
        return False
    return last is None or not last.head.has("event", "review")


def _quantity(item: Token) -> Qty | None:
    found = item.value.low if isinstance(item.value, Cmp) else item.value
    return found if isinstance(found, Qty) else None
