"""A former price is told exactly where the law of the reader's market proves it, and never higher than it proves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from agent.composer import Composer
from shop.evidence import Evidence
from tools.brief import BriefRequest, gather

Shop = Callable[..., Any]


def shop_in(make: Shop, country: str, prices: list[tuple[str, str | None]]) -> Any:  # noqa: ANN401 - loaded by path
    """Customer c1 wished for p1 on 1 October and left it in the cart on 18 November; prices in their currency."""
    currency = {"CN": "CNY", "US": "USD", "GB": "GBP"}[country]
    shop = make().product("p1", price=prices[0][0], currency=currency, stock=9)
    for price, since in prices[1:]:
        shop.price("p1", price, since, currency=currency)
    return shop.customer("c1", country=country, language="en", email="c1@example.invalid")


def told(shop: Any, reason: str) -> dict[str, Evidence] | None:  # noqa: ANN401
    with shop.view("2026-11-20T12:00") as view:
        request = BriefRequest.model_validate(
            {"campaign_id": "t", "segment": "", "channel": "email", "reason": reason}
        )  # fmt: skip
        briefs = gather(view, ["c1"], request).briefs
    if not briefs:
        return None
    message = Composer(None, allowed_hosts=frozenset({"tiny.example"})).compose(briefs[0])
    assert message.verdict.outcome == "allow", message.verdict.findings
    return {item.id: item for item in briefs[0].evidence.evidence}


def money(item: Evidence, role: str) -> str | None:
    value = item.fields.get(role)
    return None if value is None else str(value.model_dump()["money"])


DROP: list[tuple[str, str | None]] = [("100", None), ("80", "2026-11-10")]


@pytest.mark.parametrize(
    ("country", "prices", "reference"),
    [
        ("US", DROP, "100"),
        ("GB", DROP, "100"),
        ("CN", DROP, "100"),  # nobody bought it: the lowest price offered in the seven days
        ("US", [("90", None), ("100", "2026-10-25"), ("80", "2026-11-10")], None),  # 100 held for 16 days of 90 only
        ("GB", [("100", None), ("90", "2026-10-20"), ("100", "2026-10-25"), ("80", "2026-11-10")], "90"),
        ("CN", [("100", None), ("70", "2026-11-05"), ("100", "2026-11-07"), ("80", "2026-11-10")], None),
        ("GB", [("100", None)], None),
    ],
)
def test_a_product_carries_what_the_law_proves(
    tiny_shop: Shop, country: str, prices: list[tuple[str, str | None]], reference: str | None
) -> None:
    shop = shop_in(tiny_shop, country, prices).event("c1", "cart", "2026-11-18", "p1")
    found = told(shop, "cart_left")
    assert found is not None
    assert money(found["P1"], "reference_price") == (None if reference is None else f"{reference}.00")
    assert ("reference_percent" in found["P1"].fields) == (reference is not None)
    assert "list_price" not in found["P1"].fields


def test_a_sale_below_the_price_is_the_chinese_baseline(tiny_shop: Shop) -> None:
    shop = shop_in(tiny_shop, "CN", DROP).customer("c2", country="CN")
    shop.order("c2", "2026-11-08", [("p1", 1, "95")]).event("c1", "cart", "2026-11-18", "p1")
    found = told(shop, "cart_left")
    assert found is not None
    assert (money(found["P1"], "reference_price"), found["P1"].fields["reference_basis"].model_dump()) == (
        "95.00", {"text": "lowest_deal"},
    )  # fmt: skip


def test_a_fall_since_a_wish_is_told_only_by_the_reference(tiny_shop: Shop) -> None:
    dearer: list[tuple[str, str | None]] = [("120", None), ("100", "2026-10-05"), ("80", "2026-11-10")]
    wished = shop_in(tiny_shop, "GB", dearer).event("c1", "wishlist", "2026-10-01", "p1")
    found = told(wished, "price_fell")
    assert found is not None
    reason = found["W1"]
    assert [money(reason, role) for role in ("price_then", "reference_price", "price_now", "diff")] == [
        None, "100.00", "80.00", "20.00",
    ]  # fmt: skip
    plain = told(shop_in(tiny_shop, "GB", DROP).event("c1", "wishlist", "2026-10-01", "p1"), "price_fell")
    assert plain is not None
    assert [money(plain["W1"], role) for role in ("price_then", "reference_price")] == ["100.00", "100.00"]
    short: list[tuple[str, str | None]] = [("90", None), ("100", "2026-10-25"), ("80", "2026-11-10")]
    assert told(shop_in(tiny_shop, "US", short).event("c1", "wishlist", "2026-11-01", "p1"), "price_fell") is None


def test_every_variant_that_can_be_bought_must_have_one(tiny_shop: Shop) -> None:
    shop = shop_in(tiny_shop, "GB", DROP).variant("p1", "p1-big").event("c1", "cart", "2026-11-18", "p1")
    shop.price("p1", "80", None, currency="GBP", variant="p1-big").stock("p1", 3, None, variant="p1-big")
    found = told(shop, "cart_left")
    assert found is not None
    assert (money(found["P1"], "price"), money(found["P1"], "reference_price")) == ("80.00", None)
    shop.stock("p1", 0, "2026-11-01", variant="p1-big")
    again = told(shop, "cart_left")
    assert again is not None
    assert money(again["P1"], "reference_price") == "100.00"
