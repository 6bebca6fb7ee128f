"""Reads promotions from a view or a text, and checks a `promotions.json` before it is used."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from pydantic import ValidationError

from shop.promotions.document.checks import problems_of
from shop.promotions.document.exact_json import read_json
from shop.promotions.document.places import Problem, written_problems
from shop.store.view import ShopView
from shop.types import Promotion, PromotionFile

_TOTAL_OF_1 = re.compile(r"\.when(\.of\[\d+\])?\.min$")


def load(view: ShopView) -> tuple[Promotion, ...]:
    """Return every promotion of the shop in the order of its document, whatever its window."""
    rows = view.rows("SELECT document FROM promotions ORDER BY position, promotion_id")
    return tuple(Promotion.model_validate_json(document) for (document,) in rows)


def validate(text: str) -> list[Problem]:
    """Check the text of a `promotions.json`; an empty list means that it can be used as it is."""
    found = read(text)
    return found if isinstance(found, list) else []


def read(text: str) -> tuple[Promotion, ...] | list[Problem]:
    """Return the promotions of a `promotions.json` of any version, or every problem: all of it is used, or nothing."""
    try:
        document = read_json(text)
    except ValueError as error:
        return [Problem(path="$", message=f"not JSON: {error}")]
    try:
        promotions = PromotionFile.model_validate(document).promotions
    except ValidationError as error:
        return written_problems(error)
    return [*_as_written(problems_of(promotions), document["promotions"])] or promotions


def schema() -> dict[str, Any]:
    """Return the JSON schema of `promotions.json`, version 2."""
    return PromotionFile.model_json_schema(by_alias=True)


def _as_written(problems: Iterable[Problem], items: list[Any]) -> Iterable[Problem]:
    """Name the places of version 1 where a promotion was written in it."""
    for problem in problems:
        place = re.match(r"\$\.promotions\[(\d+)\]", problem.path)
        if place and "effect" in items[int(place[1])]:
            path = _TOTAL_OF_1.sub(".when.min_total", problem.path.replace(".effects[0]", ".effect"))
            yield problem.model_copy(update={"path": path})
        else:
            yield problem
