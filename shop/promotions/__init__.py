"""Promotions: reading and checking the document, who may have one, what a basket costs with one, and codes.

Later rooms (stacking, budgets, simulation) go beside these files; `price` stays the only place that computes savings.
"""

from shop.promotions.basket import AppliedPromotion, Basket, BasketLine, PricedLine, Pricing, basket_of
from shop.promotions.codes import assign_codes, first_free_code, free_codes
from shop.promotions.document import Problem, load, validate
from shop.promotions.eligibility import Eligibility, OfferContext, eligible
from shop.promotions.pricing import price
from shop.promotions.reasons import WhyNot, WhyNotKind
from shop.promotions.usage import times_used

__all__ = [
    "AppliedPromotion",
    "Basket",
    "BasketLine",
    "Eligibility",
    "OfferContext",
    "PricedLine",
    "Pricing",
    "Problem",
    "WhyNot",
    "WhyNotKind",
    "assign_codes",
    "basket_of",
    "eligible",
    "first_free_code",
    "free_codes",
    "load",
    "price",
    "times_used",
    "validate",
]
