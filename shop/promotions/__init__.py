"""Promotions: reading and checking the document, who may have one, what a basket costs with them, and codes.

`price` is the only place that computes savings. The way through it: `ground` (the basket in whole numbers) → `plan`
(a promotion made ready) → `combine` (which apply together) → `proof` (what came off where, and why not more).
"""

from shop.promotions.basket import Basket, BasketLine, Shipping, basket_of
from shop.promotions.codes import assign_codes, first_free_code, free_codes
from shop.promotions.context import OfferContext, Remaining
from shop.promotions.document import Case, Problem, load, read, read_case, validate
from shop.promotions.eligibility import Eligibility, eligible
from shop.promotions.pricing import price
from shop.promotions.proof import AppliedPromotion, PricedLine, Pricing, receipt
from shop.promotions.reasons import WhyNot, WhyNotKind
from shop.promotions.usage import times_used

__all__ = [
    "AppliedPromotion",
    "Basket",
    "BasketLine",
    "Case",
    "Eligibility",
    "OfferContext",
    "PricedLine",
    "Pricing",
    "Problem",
    "Remaining",
    "Shipping",
    "WhyNot",
    "WhyNotKind",
    "assign_codes",
    "basket_of",
    "eligible",
    "first_free_code",
    "free_codes",
    "load",
    "price",
    "read",
    "read_case",
    "receipt",
    "times_used",
    "validate",
]
