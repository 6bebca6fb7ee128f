"""Which question a query asks: about the shape of the catalogue (how many, cheapest, price range …), or about policies.

The words around a question stay: "cheapest oolong in stock" asks for the cheapest of "oolong in stock". The patterns
are in shape_words.yaml.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from typing import Any, Literal, NamedTuple, get_args

from retrieval.tokens import visible

Kind = Literal["categories", "brands", "price_range", "count", "cheapest", "dearest", "best_rated", "any"]


class ShapeQuestion(NamedTuple):
    """What is asked, and of what: the query without the words of the question."""

    kind: Kind
    of: str


def shape_question(query: str) -> ShapeQuestion | None:
    """Return the question about the catalogue that the query asks; None where it looks for products or policies."""
    text = visible(query)
    for kind in get_args(Kind):
        if match := _pattern(kind).search(text):
            rest = f"{text[: match.start()]} {text[match.end() :]}"
            return ShapeQuestion(kind, " ".join(_tail().sub(" ", rest).strip(" ?？.!，,的").split()))
    return None


def is_about_policies(query: str) -> bool:
    """Return whether the query names something that policies rule: returns, shipping, privacy, warranty."""
    return _pattern("policies").search(visible(query)) is not None


@cache
def _words() -> dict[str, Any]:
    import yaml

    text = resources.files("retrieval").joinpath("shape_words.yaml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = yaml.safe_load(text)
    return loaded


@cache
def _pattern(kind: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![a-z])(?:{'|'.join(_words()[kind])})(?![a-z])", re.IGNORECASE)


@cache
def _tail() -> re.Pattern[str]:
    return re.compile(_words()["tail"], re.IGNORECASE)
