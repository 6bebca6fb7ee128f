"""Who the shop is: the page to unsubscribe that its messages link to."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from shop.types import ShopInfo

SHOP: dict[str, object] = {"id": "s", "name": "S", "zone": "UTC", "currency": "EUR", "sender": {"name": "S"}}


@pytest.mark.parametrize(
    ("url", "stated", "page"),
    [
        ("", "", ""),
        ("https://s.example/", "", "https://s.example/preferences"),
        ("https://s.example", "https://m.example/out", "https://m.example/out"),
        ("", "https://m.example/out?c={customer_id}&l=en", "https://m.example/out?c=a%26b%2F1&l=en"),
    ],
)
def test_the_page_to_unsubscribe(url: str, stated: str, page: str) -> None:
    shop = ShopInfo.model_validate(SHOP | {"url": url, "unsubscribe_url": stated})
    assert shop.unsubscribe_page("a&b/1") == page


@pytest.mark.parametrize(
    "stated", ["http://m.example", "javascript:alert(1)", "https://m.example/{email}", "https://a b"]
)
def test_another_page_or_placeholder_is_refused(stated: str) -> None:
    with pytest.raises(ValidationError, match="unsubscribe_url"):
        ShopInfo.model_validate(SHOP | {"unsubscribe_url": stated})
