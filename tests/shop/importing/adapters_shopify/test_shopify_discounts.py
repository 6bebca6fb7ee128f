"""Discounts become promotions only where they can be said exactly; any other tells what stands in the way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Protocol

import pytest

from shop.importing.adapters.exports import Export
from shop.importing.adapters.shopify_discounts import discounts
from shop.importing.quality import QualityReport
from shop.types.promotion import FixedOff, PercentOff, Promotion, Selection, Target, Total
from shop.types.shop_info import Sender, ShopInfo

SHOP = ShopInfo(id="t", name="T", zone="America/New_York", currency="USD", sender=Sender(name="T"))


class Admin(Protocol):
    folder: Path

    def write(self, name: str, rows: Sequence[Mapping[str, str]], like: str = "", drop: Sequence[str] = ()) -> None: ...
    def load(self, **stated: str) -> QualityReport: ...
    def rows(self, sql: str) -> list[tuple[object, ...]]: ...


def promotions(admin: Admin, *rows: dict[str, str]) -> list[Promotion]:
    admin.write("discounts_export.csv", rows)
    admin.load()
    found = admin.rows("SELECT document FROM promotions ORDER BY position")
    return [Promotion.model_validate_json(str(document)) for (document,) in found]


def test_a_percentage_with_gift_cards_excluded(full: Admin, discount: dict[str, str]) -> None:
    (found,) = promotions(full, discount)
    assert (found.code, found.currency) == ("SPRING", "USD")
    spared = Selection(none_of=(Selection(products=("card",)),))
    assert found.effect == PercentOff(percent=Decimal("15"), target=Target(items=spared))
    assert found.when is None
    assert found.exclusions["en"] == "Gift cards are excluded."
    assert found.limits.per_customer == 1
    assert found.policy.exclusive
    assert found.policy.starts_at == datetime.fromisoformat("2026-01-01T00:00:00-05:00")
    assert found.policy.ends_at == datetime.fromisoformat("2026-12-31T23:59:59-05:00")


def test_a_fixed_amount_from_an_amount_on(full: Admin, discount: dict[str, str]) -> None:
    change = {
        "Name": "TENNER", "Value": "-10.00", "Value Type": "fixed_amount", "Applies Once Per Customer": "0",
        "Minimum Purchase Requirements": "Minimum purchase amount of $50.00", "Combines with Order Discounts": "true",
    }  # fmt: skip
    (found,) = promotions(full, discount | change)
    spared = Selection(none_of=(Selection(products=("card",)),))
    assert found.effect == FixedOff(amount=Decimal("10"), target=Target(items=spared))
    assert found.when == Total(min=Decimal("50"), items=spared)
    assert found.limits.per_customer is None
    assert not found.policy.exclusive


def test_a_discount_without_an_end_runs_until_it_is_taken_back(full: Admin, discount: dict[str, str]) -> None:
    (found,) = promotions(full, discount | {"End": ""})
    assert found.policy.ends_at is None
    assert found.policy.starts_at == datetime.fromisoformat("2026-01-01T00:00:00-05:00")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"Type": "Buy X Get Y", "Discount Class": "product"}, "not off the whole order"),
        ({"Type": "Free Shipping", "Discount Class": "shipping"}, "not off the whole order"),
        ({"Discount Class": "product"}, "not off the whole order"),
        ({"Value Type": "app", "Type": "App Discount"}, "not off the whole order"),
        ({"Value Type": "app"}, "no exact reduction"),
        ({"Value": "-0.15"}, "no exact reduction"),
        ({"Value": "-150"}, "no exact reduction"),
        ({"Value": "much"}, "is no value"),
        ({"Value": "-10.005", "Value Type": "fixed_amount"}, "no exact reduction"),
        ({"Minimum Purchase Requirements": "2"}, "not said as an amount"),
        ({"Minimum Purchase Requirements": "Minimum quantity of items: 2"}, "not said as an amount"),
        ({"Customer Selection": "prerequisite"}, "nobody knows whom"),
        ({"Context": "Segment: VIP"}, "nobody knows whom"),
        ({"Usage Limit Per Code": "100"}, "number of uses"),
        ({"Name": "Summer sale"}, "is no code"),
        ({"Applies Once Per Customer": ""}, "automatic discount"),
        ({"Start": "soon"}, "no moment"),
        ({"Status": "Draft"}, "its status"),
    ],
)
def test_what_cannot_be_said_is_left_out_with_the_reason(
    admin: Admin, discount: dict[str, str], change: dict[str, str], says: str
) -> None:
    admin.write("discounts_export.csv", [discount, discount | {"Name": "OTHER"} | change])
    said, left_out = discounts(Export(admin.folder / "discounts_export.csv"), SHOP, ["card"])
    assert (said.row, said.problem, left_out.row, left_out.text) == (2, "", 3, "")
    assert says in left_out.problem[:79]


def test_what_is_left_out_is_reported(full: Admin, discount: dict[str, str]) -> None:
    never = discount | {"Name": "NEVER", "End": "2025-01-01 00:00:00 -0500"}
    draft = discount | {"Name": "LATER", "Status": "Draft"}
    full.write("discounts_export.csv", [discount, draft, never, discount])
    report = full.load()
    file = next(file for file in report.files if file.file == "discounts_export.csv")
    assert (file.read, file.kept, file.quarantined) == (4, 1, 3)
    assert file.reasons == {"bad_document": 2, "duplicate_id": 1}
    issues = [(issue.row, issue.value) for issue in report.issues if issue.file == "discounts_export.csv"]
    assert issues == [
        (3, "'LATER': its status is 'Draft'"), (4, "Value error, ends_at must be later than starts_at"),
        (5, "discount-SPRING"),
    ]  # fmt: skip
