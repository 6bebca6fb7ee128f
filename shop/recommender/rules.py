"""Business rules as data: `recommender.toml` in the shop's home, read at every lookup, no rule in code.

    pin = ["p7"]                       # first, where the customer may have it
    exclude = ["p9"]                   # never
    margin_floor = 0.15                # (price - cost) / price at least; products of unknown cost are kept
    [caps]
    per_category = 3                   # at most so many of a list
    per_brand = 2
    [[weigh]]                          # factor above 1 boosts, below 1 buries
    category = "tea"
    factor = 1.5

Filters come before rules: no rule brings back what was bought, is in the cart, or cannot be sold.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

from pydantic import Field, ValidationError, model_validator

from shop.errors import InvalidInput
from shop.record import Id, Record

NAME = "recommender.toml"


class Caps(Record):
    """How many products of one category or brand a list may have; None: no limit."""

    per_category: int | None = Field(default=None, ge=1)
    per_brand: int | None = Field(default=None, ge=1)


class Weigh(Record):
    """Multiplies the relevance of a product, of a category (in the shop's first language) or of a brand."""

    factor: float = Field(gt=0, le=100)
    product: str = ""
    category: str = ""
    brand: str = ""

    @model_validator(mode="after")
    def _one(self) -> Weigh:
        if sum(map(bool, (self.product, self.category, self.brand))) != 1:
            raise ValueError("name exactly one of product, category, brand")
        return self


class Rules(Record):
    """The rules of one shop; without a file there are none but a little diversity (0: none, 1: nothing else)."""

    pin: tuple[Id, ...] = ()
    exclude: tuple[Id, ...] = ()
    margin_floor: float | None = Field(default=None, lt=1)
    caps: Caps = Caps()
    weigh: tuple[Weigh, ...] = ()
    diversity: float = Field(default=0.1, ge=0, le=1)

    def factor(self, product: str, category: str, brand: str) -> float:
        """Return the product of all factors that concern this product."""
        found = 1.0
        for rule in self.weigh:
            if rule.product == product or (rule.category or None) == category or (rule.brand or None) == brand:
                found *= rule.factor
        return found


def read_rules(home: Path) -> Rules:
    """Read the rules of a home; raises InvalidInput naming the file and what is wrong in it."""
    path = home / NAME
    try:
        return Rules.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return Rules()
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InvalidInput(f"It is not TOML: {error}.", where=str(path)) from error
    except ValidationError as error:
        problem = error.errors()[0]
        field = ".".join(str(part) for part in problem["loc"])
        raise InvalidInput(f"{problem['msg']}.", where=f"{path}, {field or 'the file'}") from error
