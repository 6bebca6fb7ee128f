"""The tools over search that a model may call: products by words and conditions, the catalogue's shape, policies."""

from __future__ import annotations

from pydantic import Field

from retrieval.filters import catalogue_of
from retrieval.search import Searcher
from shop.errors import InvalidInput, NotFound
from shop.evidence import Evidence
from shop.record import Language, Record
from shop.store.view import ShopView
from tools.finding import find, find_shape_of, has_words
from tools.found import FoundFacts
from tools.policies import policy_evidence_for
from tools.tool import Tool, reading

LONGEST = 400


class ProductQuery(Record):
    """What is looked for, in the shopper's words, with any conditions in them."""

    query: str = Field(description='Such as "gooseneck kettle under $50 in stock" or "红色 42 码".', max_length=LONGEST)
    k: int = Field(default=5, ge=1, le=20, description="At most so many products.")
    language: Language = "en"


class ShapeQuery(Record):
    """Which part of the catalogue; empty for all of it."""

    query: str = Field(
        default="", description='Such as "how many teas", "cheapest kettle in stock".', max_length=LONGEST
    )
    category: str = Field(default="", description="Exactly one of the shop's categories.", max_length=200)
    k: int = Field(default=3, ge=1, le=20)
    language: Language = "en"


class PolicyQuery(Record):
    """What is asked about returns, shipping, privacy …"""

    query: str = Field(description='Such as "return window".', max_length=LONGEST)
    k: int = Field(default=2, ge=1, le=10)
    language: Language = "en"


class Passages(Record):
    """Passages of the shop's policies, best first; empty where nothing fits."""

    policies: tuple[Evidence, ...]


def retrieval_tools(searcher: Searcher) -> tuple[Tool, ...]:
    """Return the tools bound to a search; the shop's view is given at each call."""

    def products_found(view: ShopView, asked: ProductQuery) -> FoundFacts:
        _said(asked.query)
        return find(view, searcher, asked.query, asked.k, asked.language)

    def shape(view: ShopView, asked: ShapeQuery) -> FoundFacts:
        return find_shape_of(view, f"{asked.query} {_category(view, asked.category)}".strip(), asked.k, asked.language)

    def passages(view: ShopView, asked: PolicyQuery) -> Passages:
        _said(asked.query)
        return Passages(policies=policy_evidence_for(view, searcher, asked.query, asked.k, asked.language))

    return (
        reading("search_products", "Products by words and conditions, with their facts.", ProductQuery, products_found),
        reading("catalogue_shape", "Counts, price range and extremes of the catalogue.", ShapeQuery, shape),
        reading("search_policies", "What the shop's policies say, with version.", PolicyQuery, passages),
    )


def _said(query: str) -> None:
    if not has_words(query):
        raise InvalidInput("There is nothing to look for.", hint="Give at least one word.", where="query")


def _category(view: ShopView, category: str) -> str:
    names = catalogue_of(view).category_names
    if category and category not in names:
        raise NotFound("category", category, names, hint=f"The shop has: {', '.join(names[:30])}.")
    return category
