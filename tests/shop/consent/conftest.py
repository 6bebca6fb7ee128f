"""A shop of a few rows that is not sample data, so that consent has to be attested."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from shop.types import Market


@pytest.fixture
def real_shop(tiny_shop: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function that makes an empty TinyShop of real data with the given markets."""

    def make(*markets: Market) -> Any:  # noqa: ANN401 - a TinyShop
        shop = tiny_shop(zone="UTC", currency="EUR", markets=markets or (market("US"),))
        shop.info = shop.info.model_copy(update={"sample": False})
        return shop

    return make


def market(country: str, jurisdiction: str = "", *, soft: bool = False) -> Market:
    return Market(
        country=country, currency="EUR", language="en", locale=f"en_{country}",
        jurisdiction=jurisdiction or country, soft_opt_in=soft,
    )  # fmt: skip


@pytest.fixture
def make_market() -> Callable[..., Market]:
    return market
