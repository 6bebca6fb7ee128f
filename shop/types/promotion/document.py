"""A promotion, and the document `promotions.json`."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from shop.record import Id, Record
from shop.types.promotion.condition import Condition
from shop.types.promotion.effect import Effect
from shop.types.promotion.policy import Limits, PromotionPolicy
from shop.types.promotion.version1 import upgrade, upgrade_file


class Promotion(Record):
    """One promotion. `code` is shared by all; `code_pool` names single-use codes in codes.csv; neither = automatic.

    `external` promotions are paid by the platform the shop sells on: `counted` in what the customer pays in the end
    (到手价), or `declared` beside it and not counted.
    """

    id: Id
    name: dict[str, str] = Field(min_length=1)
    currency: str = Field(pattern=r"^[A-Z]{3}$")
    code: str = Field(default="", max_length=200)
    code_pool: str = Field(default="", max_length=200)
    external: Literal["", "counted", "declared"] = ""
    when: Condition | None = None
    effects: tuple[Effect, ...] = Field(min_length=1, max_length=10)
    policy: PromotionPolicy = PromotionPolicy()
    limits: Limits = Limits()
    exclusions: dict[str, str] = Field(default_factory=dict)
    """The stated exclusions per language, quoted as they are next to the offer."""

    @model_validator(mode="before")
    @classmethod
    def _of_an_earlier_version(cls, value: object) -> object:
        return upgrade(value)

    @model_validator(mode="after")
    def _one_kind_of_code(self) -> Promotion:
        if self.code and self.code_pool:
            raise ValueError("a promotion has a code or a code_pool, not both")
        return self

    @model_validator(mode="after")
    def _one_deposit(self) -> Promotion:
        if sum(effect.kind == "presale" for effect in self.effects) > 1:
            raise ValueError("a promotion has one presale effect at most")
        return self

    @property
    def effect(self) -> Effect:
        """The first effect; most promotions have one."""
        return self.effects[0]

    @property
    def automatic(self) -> bool:
        """Whether it needs no code."""
        return not self.code and not self.code_pool


class PromotionFile(Record):
    """The document `promotions.json`."""

    version: Literal[2] = 2
    promotions: tuple[Promotion, ...] = Field(max_length=100_000)

    @model_validator(mode="before")
    @classmethod
    def _of_an_earlier_version(cls, value: object) -> object:
        return upgrade_file(value)
