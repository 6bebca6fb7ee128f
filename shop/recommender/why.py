"""Says in words why a product is recommended: for people at the command line, not for messages to customers."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources

from shop.catalogue import products
from shop.recommender.reasons import (
    BecauseBought,
    BecauseViewed,
    BoughtTogether,
    NewInCategory,
    PopularInCategory,
    Recommendation,
    Shortage,
)
from shop.record import Language
from shop.store.view import ShopView


def why(view: ShopView, customer: str, recommendation: Recommendation, language: Language) -> str:
    """Return one sentence in `language` about why `recommendation` was made to the customer with this id."""
    reason = recommendation.reason
    other = recommendation.product_id
    if isinstance(reason, BecauseBought | BoughtTogether | BecauseViewed):
        other = reason.product_id
    known = products(view, [recommendation.product_id, other])
    values = {key: str(value) for key, value in reason.model_dump(exclude={"kind", "product_id"}).items()}
    values |= {
        "customer": customer,
        "product": known[recommendation.product_id].text(language).name,
        "other": known[other].text(language).name,
    }
    if isinstance(reason, PopularInCategory | NewInCategory):
        values["category"] = known[recommendation.product_id].text(language).category or reason.category
    return _words()[reason.kind][language].format_map(values)


def why_fewer(shortage: Shortage, language: Language) -> str:
    """Return in `language` why fewer products than asked for were found."""
    words = _words()
    parts = [
        words["left_out"][language].format_map({"count": count, "why": words[reason][language]})
        for reason, count in shortage.left_out.items()
    ]
    values = {"asked": shortage.asked, "found": shortage.found}
    left_out = ("，" if language == "zh" else ", ").join(parts)
    return words["shortage"][language].format_map({**values, "left_out": left_out or words["none"][language]})


@cache
def _words() -> dict[str, dict[str, str]]:
    document = json.loads(resources.files("shop.recommender").joinpath("words.json").read_text(encoding="utf-8"))
    return {kind: texts for kind, texts in document.items() if isinstance(texts, dict)}
