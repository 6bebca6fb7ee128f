"""Evidence X of a catalogue's shape, and K of a passage of a policy."""

from __future__ import annotations

import re
from datetime import datetime

from retrieval.documents import Passage
from retrieval.shape import Shape
from shop.catalogue import exact
from shop.evidence import DaysValue, Evidence, ListValue, MoneyValue, NumberValue, TextValue, Value
from shop.types import Policy


def shape_evidence(id_: str, shape: Shape, of: str, source: str, at: datetime) -> Evidence:
    """Return counts, prices and groups of a set of products; `of` says which set in words of conditions."""
    fields: dict[str, Value] = {"of": TextValue(text=of), "products": NumberValue(number=shape.count)}
    if shape.in_stock is not None:
        fields["in_stock_products"] = NumberValue(number=shape.in_stock)
    for role, amount in (("lowest_price", shape.lowest), ("highest_price", shape.highest)):
        if amount is not None:
            fields[role] = MoneyValue(money=exact(amount, shape.currency).amount, currency=shape.currency)
    if shape.priced < shape.count:
        fields["without_price"] = NumberValue(number=shape.count - shape.priced)
    if shape.best_rating is not None:
        fields["best_rating"] = NumberValue(number=shape.best_rating)
    for role, groups in (("categories", shape.categories), ("brands", shape.brands)):
        if groups:
            fields[role] = ListValue(list=tuple(TextValue(text=f"{group.name} ({group.count})") for group in groups))
    return Evidence(id=id_, kind="statistic", fields=fields, source=source, as_of=at)


def passage_evidence(id_: str, passage: Passage, policy: Policy, at: datetime) -> Evidence:
    """Return a passage verbatim with its heading, the policy's version, and the values that the policy states."""
    fields: dict[str, Value] = {
        "title": TextValue(text=policy.title),
        "heading": TextValue(text=passage.heading),
        "text": TextValue(text=passage.text),
        "version": TextValue(text=policy.version),
    }
    for name, stated in policy.facts.items():
        if re.fullmatch(r"[a-z][a-z0-9_]*", name) and name not in fields:
            days = name.endswith("_days") and stated.isdecimal()
            fields[name] = DaysValue(days=int(stated)) if days else TextValue(text=stated)
    source = f"policies:{policy.id} v{policy.version}"
    return Evidence(id=id_, kind="policy", fields=fields, source=source, as_of=at)
