"""Icecat: a catalogue without customers; attributes that a reader understands, and not too many."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shop.importing.adapters.icecat import MOST_ATTRIBUTES, attributes_cell

DOCK = {
    "product_colour": "Black", "weight": 465.0, "cable_length": 0.6, "usb_2_0_ports_quantity": 4.0,
    "hdmi": True, "operating_temperature__t_t_": "0 - 35", "internal_memory": 16384.0, "package_weight": 900.0,
    "weight__imperial_": 1.0, "processor_cores": "4",
}  # fmt: skip


@pytest.fixture(scope="module")
def small(load: Any, parquet: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:  # noqa: ANN401
    path = tmp_path_factory.mktemp("icecat") / "products.parquet"
    return load("icecat", parquet(path, {
        "id": ["1", "2"], "name": ["DK-1", "006R90321"], "title": ["Maker DK-1 USB-C dock", "Maker toner"],
        "short_description": ["USB-C dock, HDMI", "Toner (6 per box)"], "supplier": ["Maker", None],
        "price_cents": [4995, 95], "date_released": ["2019-12-10T00:00:00Z", "2020-06-01T00:00:00Z"],
        "attributes_json": [json.dumps(DOCK), "{"], "product_type": ["Dock", "1"],
    }))  # fmt: skip


def test_a_catalogue_alone_is_a_shop(small: Any) -> None:  # noqa: ANN401
    assert small.report.totals.kept == 2
    assert small.report.data_end == "2020-06-01T23:59:59+00:00"
    assert small.rows("SELECT count(*) FROM customers") == [(0,)]
    assert small.report.notes == (
        "The source states no currency: prices were read as EUR.",
        "There is no customers table: it is a catalogue alone.",
    )
    assert small.rows("SELECT product_id, name, category, brand, price, currency FROM products JOIN product_texts"
                      " USING (product_key) JOIN price_now USING (product_key, currency) ORDER BY 1") == [
        ("1", "Maker DK-1 USB-C dock", "Dock", "Maker", Decimal("49.95"), "EUR"),
        ("2", "Maker toner", "", "", Decimal("0.95"), "EUR"),
    ]  # fmt: skip


def test_numbers_carry_their_unit_or_are_left_out(small: Any) -> None:  # noqa: ANN401
    assert small.rows("SELECT label, number, unit, text FROM product_attributes ORDER BY position") == [
        ("product colour", None, "", "Black"), ("weight", 465, "g", ""), ("cable length", Decimal("0.6"), "m", ""),
        ("usb 2 0 ports quantity", 4, "", ""), ("hdmi", None, "", "yes"),
        ("operating temperature", None, "", "0 - 35 °C"), ("processor cores", 4, "", ""),
    ]  # fmt: skip


_JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(), lambda inner: st.lists(inner), max_leaves=3
)


@settings(max_examples=50, deadline=None)
@given(st.dictionaries(st.text(min_size=1, max_size=20), _JSON, max_size=60) | st.text())
def test_any_attributes_make_a_bounded_object_or_nothing(document: object) -> None:
    cell = attributes_cell(document if isinstance(document, str) else json.dumps(document))
    assert not cell or 0 < len(json.loads(cell)) <= MOST_ATTRIBUTES


def test_the_real_catalogue(load: Any, shared_data: Any) -> None:  # noqa: ANN401
    shop = load("icecat", shared_data("chorus_icecat/products.parquet"))
    file = shop.file("products.parquet")
    assert (file.read, file.quarantined) == (19_406, 0)
    assert shop.rows("SELECT max(n) FROM (SELECT count(*) AS n FROM product_attributes GROUP BY product_key)") == [
        (40,)
    ]
    assert shop.rows("SELECT count(*) FROM price_now") == [(19_406,)]
