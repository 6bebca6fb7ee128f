"""Portraits: what the shop's own records say about a customer, in figures, built for many at once."""

from shop.portraits.portrait import Interest, Portrait, PurchaseWindow, RfmScore
from shop.portraits.read import portraits

__all__ = ["Interest", "Portrait", "PurchaseWindow", "RfmScore", "portraits"]
