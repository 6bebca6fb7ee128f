"""The tools over the shop that a model may call: all of them read, none takes an identity from free text."""

from __future__ import annotations

from pydantic import Field

from shop.catalogue import products
from shop.errors import InvalidInput, NotFound
from shop.evidence import Evidence
from shop.record import Channel, Id, Language, Record
from shop.segments.builtin import SegmentPreview, preview
from shop.store.view import ShopView
from tools.customer import (
    CustomerCard,
    PromotionVerdict,
    RecommendedList,
    customer_card,
    eligible_promotions,
    recommendations,
)
from tools.evidence.product import product_evidence
from tools.tool import Tool, reading


class SegmentName(Record):
    """Which segment."""

    name: str = Field(description="A built-in segment, such as lapsing or cart_left.", max_length=80)


class OneCustomer(Record):
    """Which customer."""

    customer_id: Id


class Recommend(OneCustomer):
    """For whom, and how many."""

    k: int = Field(default=5, ge=1, le=20)


class Promotions(OneCustomer):
    """For whom, and where it would be said."""

    channel: Channel = "email"


class OneProduct(Record):
    """Which product, and in which language its texts are wanted."""

    product_id: Id
    language: Language = "en"


class Verdicts(Record):
    """Every promotion of the shop, judged for one customer."""

    promotions: tuple[PromotionVerdict, ...]


def product_facts(view: ShopView, asked: OneProduct) -> Evidence:
    """Return the facts of one product in the market of the asked language."""
    found = products(view, [asked.product_id]).get(asked.product_id)
    market = view.shop.market_of("", asked.language)
    if found is None:
        raise NotFound("product", asked.product_id, products(view))
    if market is None:
        raise InvalidInput("The shop has no market, so no price can be stated.", where="shop.json: markets")
    return product_evidence("P1", found, market, asked.language, view.at)


def _segment(view: ShopView, asked: SegmentName) -> SegmentPreview:
    return preview(view, asked.name)


def _customer(view: ShopView, asked: OneCustomer) -> CustomerCard:
    return customer_card(view, asked.customer_id)


def _recommend(view: ShopView, asked: Recommend) -> RecommendedList:
    return recommendations(view, asked.customer_id, asked.k)


def _promotions(view: ShopView, asked: Promotions) -> Verdicts:
    return Verdicts(promotions=tuple(eligible_promotions(view, asked.customer_id, asked.channel)))


SHOP_TOOLS: tuple[Tool, ...] = (
    reading("query_segment", "How many customers a segment has, what it means, and a sample.", SegmentName, _segment),
    reading("customer_portrait", "What is known of a customer, and reasons to write now.", OneCustomer, _customer),
    reading("recommend", "Products for a customer, each with its reason.", Recommend, _recommend),
    reading("eligible_promotions", "Which promotions a customer may have, and why not.", Promotions, _promotions),
    reading("product_facts", "The facts of one product as evidence.", OneProduct, product_facts),
)
