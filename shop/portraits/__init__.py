"""Portraits: what the shop's own records say about a customer, in proven figures, built for many at once."""

from shop.portraits.portrait import PROVEN, Forecast, Interest, Portrait, PurchaseWindow, RfmScore
from shop.portraits.read import iter_portraits, portraits

__all__ = [
    "PROVEN", "Forecast", "Interest", "Portrait", "PurchaseWindow", "RfmScore", "iter_portraits", "portraits",
]  # fmt: skip
