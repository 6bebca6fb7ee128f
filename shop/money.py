"""Money is a Decimal with a currency; arithmetic between currencies is an error, rounding follows ISO 4217."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from functools import cache

from pydantic import BaseModel, ConfigDict, field_validator

from shop.errors import InvalidInput


@cache
def quantum(currency: str) -> Decimal:
    """Return the smallest unit of `currency`: 0.01 for CNY and EUR, 1 for JPY (ISO 4217, by Babel)."""
    from babel.numbers import get_currency_precision

    return Decimal(1).scaleb(-get_currency_precision(currency))


class Money(BaseModel):
    """An exact amount of one currency (ISO 4217 code, upper case)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    amount: Decimal
    currency: str

    @field_validator("currency")
    @classmethod
    def _three_letters(cls, value: str) -> str:
        if len(value) != 3 or not value.isascii() or not value.isupper():
            raise ValueError(f"{value!r} is not an ISO 4217 currency code")
        return value

    @field_validator("amount")
    @classmethod
    def _finite(cls, value: Decimal) -> Decimal:
        if not value.is_finite():
            raise ValueError("an amount of money is a finite number")
        return value

    def rounded(self) -> Money:
        """Return the amount rounded half up to the currency's smallest unit."""
        return Money(amount=self.amount.quantize(quantum(self.currency), ROUND_HALF_UP), currency=self.currency)

    def plus(self, other: Money) -> Money:
        """Return the sum; raises InvalidInput when the currencies differ."""
        self._same(other)
        return Money(amount=self.amount + other.amount, currency=self.currency)

    def minus(self, other: Money) -> Money:
        """Return the difference; raises InvalidInput when the currencies differ."""
        self._same(other)
        return Money(amount=self.amount - other.amount, currency=self.currency)

    def times(self, factor: int | Decimal) -> Money:
        """Return the unrounded product with a number."""
        return Money(amount=self.amount * factor, currency=self.currency)

    def _same(self, other: Money) -> None:
        if self.currency != other.currency:
            raise InvalidInput(f"{self.currency} and {other.currency} cannot be added: no exchange is implied.")


def money(amount: str | int | Decimal, currency: str) -> Money:
    """Build Money from an exact text or number; floats are not accepted because they are not exact."""
    return Money(amount=Decimal(amount), currency=currency)
