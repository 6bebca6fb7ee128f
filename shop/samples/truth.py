"""What a sample's author knows: latent segments, rhythms, effects, and which rows are awkward. Not delivered."""

from __future__ import annotations

from typing import Any

from shop.samples.awkward import awkward_truth
from shop.samples.brand import Brand, segments
from shop.samples.catalogue import Catalogue
from shop.samples.timeline import FIRST_DAY, LAST_DAY
from shop.samples.visits import GAP_NOISE, PERSONAL_PACE


def truth(brand: Brand, catalogue: Catalogue, customers: int) -> dict[str, Any]:
    """Return the truth as JSON-able values; shares and probabilities are between 0 and 1, spans in days."""
    return {
        "brand": brand.key,
        "customers": customers,
        "first_day": FIRST_DAY.isoformat(),
        "last_day": LAST_DAY.isoformat(),
        "segments": {name: segment.model_dump(mode="json") for name, segment in segments().items()},
        "cycles": _cycles(catalogue),
        "goes_with": {key: list(kind.goes_with) for key, kind in catalogue.kinds.items() if kind.goes_with},
        "seasons": {key: list(kind.season) for key, kind in catalogue.kinds.items() if kind.season},
        "sales": [sale.model_dump(mode="json") for sale in brand.sales],
        "campaigns": [campaign.model_dump(mode="json") for campaign in brand.campaigns],
        "products": _stories(catalogue),
        "awkward": awkward_truth(brand, catalogue, customers),
    }


def _cycles(catalogue: Catalogue) -> dict[str, Any]:
    days = {item.spec.id: item.cycle for item in catalogue.written if item.cycle}
    return {"days": days, "gap_noise": GAP_NOISE, "personal_pace": PERSONAL_PACE}


def _stories(catalogue: Catalogue) -> dict[str, list[str]]:
    specs = [item.spec for item in catalogue.written]
    return {
        "price_fell": [spec.id for spec in specs if spec.fell],
        "launched_lately": [spec.id for spec in specs if spec.launched and spec.launched.isoformat() >= "2026-10-30"],
        "discontinued": [spec.id for spec in specs if spec.discontinued],
        "back_in_stock": [spec.id for spec in specs if spec.stock == "back"],
        "sold_out": [spec.id for spec in specs if spec.stock == "zero"],
    }
