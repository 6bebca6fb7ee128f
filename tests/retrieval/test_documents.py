"""What search reads of a shop."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from retrieval.documents import MAX_BODY, MAX_PASSAGE, bounded, policy_passages, product_documents
from shop.errors import InvalidInput
from shop.store.view import ShopView
from shop.types import Policy


def test_a_product_has_one_document_per_language_in_a_fixed_order(view: ShopView) -> None:
    documents = product_documents(view)

    assert [(item.id, item.language) for item in documents][:4] == [
        ("candle", "en"), ("candle", "zh"), ("guji", "en"), ("guji", "zh"),
    ]  # fmt: skip
    mill = next(item for item in documents if (item.id, item.language) == ("mill", "en"))
    assert mill.title == "Comandante C40 · coffee mill · Grinders"
    assert "Steel burrs" in mill.text


def test_a_product_that_is_not_launched_yet_is_not_read(new_shop: Callable[[], Any]) -> None:
    shop = new_shop().product("now").product("later", launched_on="2026-12-24")

    with shop.view() as view:
        assert [item.id for item in product_documents(view)] == ["now"]


def test_attributes_are_read_in_their_language_and_numbers_are_not(new_shop: Callable[[], Any]) -> None:
    shop = new_shop().product("bag", texts={"en": {"name": "Bag", "description": "x" * 5000}})
    key = shop.key("product", "bag")
    shop.row("product_attributes", product_key=key, position=1, name="material", label="Material", text="nylon")
    shop.row("product_attributes", product_key=key, position=2, name="stoff", text="Nylongewebe", language="de")
    shop.row("product_attributes", product_key=key, position=3, name="weight", label="Weight", number=3, unit="kg")

    with shop.view() as view:
        (bag,) = product_documents(view)
    assert bag.text.endswith("Material nylon")
    assert "Nylongewebe" not in bag.text
    assert len(bag.text) < MAX_BODY + 100


def test_a_policy_is_cut_at_its_headings(view: ShopView) -> None:
    english = [item for item in policy_passages(view) if item.language == "en"]

    assert [(item.id, item.heading) for item in english] == [
        ("returns/en/1", "Returns"),
        ("returns/en/2", "Returns · How to return"),
        ("returns/en/3", "Returns · Delivery"),
    ]
    assert english[1].text == "Print the label from your order page."


def test_long_sections_become_several_passages_and_lose_nothing(new_shop: Callable[[], Any]) -> None:
    words = [f"word{number}" for number in range(600)]
    body = " ".join(words[:300]) + "\n\n" + " ".join(words[300:])
    policy = Policy(id="long", language="en", title="Long", version="1", body=body)
    shop = new_shop().row("policies", policy_id="long", language="en", document=policy.model_dump_json())

    with shop.view() as view:
        passages = policy_passages(view)
    assert all(len(item.text) <= MAX_PASSAGE for item in passages)
    assert " ".join(item.text for item in passages).split() == words


def test_a_document_that_is_no_policy_is_named(new_shop: Callable[[], Any]) -> None:
    shop = new_shop().row("policies", policy_id="broken", language="en", document="# not JSON")

    with shop.view() as view, pytest.raises(InvalidInput, match="policy broken"):
        policy_passages(view)


def test_bounded_cuts_between_words() -> None:
    assert bounded("one two three", 9) == "one two"
    assert bounded("一" * 20, 9) == "一" * 9
