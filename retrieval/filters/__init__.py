"""Conditions in a shopper's words ("under $50", "红色 42 码"): read out of the query, resolved exactly in the store.

remaining, filters = parse_filters("tea kettles under $50", catalogue_of(view))
ids = resolve(view, filters)                    # None: no condition was said
"""

from retrieval.filters.catalogue import Catalogue, catalogue_of, market_in
from retrieval.filters.explain import NearMiss, near_misses
from retrieval.filters.parse import parse_filters
from retrieval.filters.records import Condition, Filters, Unclear
from retrieval.filters.resolve import resolve

__all__ = [
    "Catalogue", "Condition", "Filters", "NearMiss", "Unclear", "catalogue_of", "market_in", "near_misses",
    "parse_filters", "resolve",
]  # fmt: skip
