"""Whom a brief is for."""

from __future__ import annotations

from typing import NamedTuple

from shop.reason import Reason
from shop.record import Language
from shop.types import Customer, Market, Product


class Addressee(NamedTuple):
    """A customer who will be written to: in which language and market, why, and about which product.

    Where the reason names a variant, `product` holds that one alone and `variant` its title, if there are others.
    """

    customer: Customer
    language: Language
    market: Market
    reason: Reason
    product: Product
    variant: str = ""
