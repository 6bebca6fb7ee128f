"""The proof of a price: every amount by line, every promotion that applied or did not, and the way to the total."""

from shop.promotions.proof.build import pricing_of
from shop.promotions.proof.receipt import receipt
from shop.promotions.proof.records import (
    AppliedPromotion,
    CodeEntered,
    GiftLine,
    NotApplied,
    PresalePlan,
    PricedLine,
    PricedShipping,
    Pricing,
    Share,
    Step,
)

__all__ = [
    "AppliedPromotion",
    "CodeEntered",
    "GiftLine",
    "NotApplied",
    "PresalePlan",
    "PricedLine",
    "PricedShipping",
    "Pricing",
    "Share",
    "Step",
    "pricing_of",
    "receipt",
]
