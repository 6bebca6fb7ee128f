"""The frozen types that every room shares; each file is one noun of the shop."""

from shop.record import CHANNELS, LANGUAGES, Channel, Language, Record
from shop.types.campaign import Campaign, Outcome
from shop.types.content import BrandBook, BrandLine, Policy, Review, Ticket
from shop.types.customer import Consent, Customer
from shop.types.message import (
    Check,
    Draft,
    FilledCopy,
    Finding,
    Message,
    ProductBlock,
    Verdict,
    WhyNow,
)
from shop.types.order import PAID_STATUSES, Event, Order, OrderLine
from shop.types.product import Attribute, Picture, Price, Product, ProductText, Variant
from shop.types.promotion import FixedOff, FullReduction, PercentOff, Promotion, PromotionFile, Tier
from shop.types.shop_info import Market, Sender, ShopInfo

__all__ = [
    "CHANNELS",
    "LANGUAGES",
    "PAID_STATUSES",
    "Attribute",
    "BrandBook",
    "BrandLine",
    "Campaign",
    "Channel",
    "Check",
    "Consent",
    "Customer",
    "Draft",
    "Event",
    "FilledCopy",
    "Finding",
    "FixedOff",
    "FullReduction",
    "Language",
    "Market",
    "Message",
    "Order",
    "OrderLine",
    "Outcome",
    "PercentOff",
    "Picture",
    "Policy",
    "Price",
    "Product",
    "ProductBlock",
    "ProductText",
    "Promotion",
    "PromotionFile",
    "Record",
    "Review",
    "Sender",
    "ShopInfo",
    "Ticket",
    "Tier",
    "Variant",
    "Verdict",
    "WhyNow",
]
