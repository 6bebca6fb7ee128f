"""Reference prices: what "was", a saving and a percent off may be measured from, by the law of the market.

A list price is not one. `reference_price` is pure and answers for one variant; `reference_prices` asks a view for many.
Where no rule is known, or the history does not prove the amount, the answer is a typed reason and nothing is claimed.
What a promotion brings the price down to is one more point of the history, from the start of the promotion on.
"""

from shop.reference_prices.answer import Basis, NoReferenceKind, ReferencePrice, WhyNone
from shop.reference_prices.baseline import reference_price
from shop.reference_prices.bulk import VariantRef, reference_prices
from shop.reference_prices.history import Deal, PricePoint
from shop.reference_prices.rules import PriceRule, price_rules, rule_of

__all__ = [
    "Basis",
    "Deal",
    "NoReferenceKind",
    "PricePoint",
    "PriceRule",
    "ReferencePrice",
    "VariantRef",
    "WhyNone",
    "price_rules",
    "reference_price",
    "reference_prices",
    "rule_of",
]
