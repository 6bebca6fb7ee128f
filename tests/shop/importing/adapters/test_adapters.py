"""What all adapters share: nothing is touched until it is read, wrong paths are refused, nobody can be mailed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shop.errors import ImportRefused
from shop.importing.adapters import ADAPTERS
from shop.importing.adapters.synthetic_contacts import DEMO_SOURCE, contact_cells, is_synthetic, synthetic_address
from shop.importing.adapters.wording import readable
from shop.importing.people import read_email


@pytest.mark.parametrize("name", [name for name in ADAPTERS if name not in ("shopify", "klaviyo")])
def test_a_source_says_who_it_is_before_it_reads(name: str, tmp_path: Path) -> None:
    shop = ADAPTERS[name](tmp_path / "nowhere").shop()
    assert shop.id == name
    assert not shop.sample
    assert not shop.live
    assert shop.sender.name
    assert shop.sender.postal_address
    assert is_synthetic(shop.sender.email)
    assert shop.market_of("US", "en") is not None


@pytest.mark.parametrize("name", ADAPTERS)
def test_a_wrong_path_is_refused(name: str, load: Any, tmp_path: Path) -> None:  # noqa: ANN401
    with pytest.raises(ImportRefused):
        load(name, tmp_path / "nowhere.parquet")


@pytest.mark.parametrize("name", ["online-retail", "icecat"])
@pytest.mark.parametrize("content", [b"", b"PAR1", b"PAR1" + b"\x00" * 200 + b"PAR1", b"a,b\n1,2\n"])
def test_what_is_no_parquet_is_refused(name: str, content: bytes, load: Any, tmp_path: Path) -> None:  # noqa: ANN401
    path = tmp_path / "file.parquet"
    path.write_bytes(content)
    with pytest.raises(ImportRefused, match="cannot be read as parquet"):
        load(name, path)


@pytest.mark.parametrize("name", ["online-retail", "icecat"])
def test_missing_columns_are_named(name: str, load: Any, parquet: Any, tmp_path: Path) -> None:  # noqa: ANN401
    path = parquet(tmp_path / "file.parquet", {"InvoiceNo": ["1"], "id": ["1"]})
    with pytest.raises(ImportRefused, match="lacks the columns"):
        load(name, path)


def test_a_csv_without_the_columns_is_refused(load: Any, tmp_path: Path) -> None:  # noqa: ANN401
    path = tmp_path / "file.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(ImportRefused, match="InvoiceNo"):
        load("online-retail", path)


def test_adapters_import_nothing_heavy() -> None:
    code = (
        "import sys, shop.importing.adapters.online_retail, shop.importing.adapters.complete_journey, "
        "shop.importing.adapters.icecat, shop.importing.adapters.tau2_retail; "
        "print([name for name in ('duckdb', 'pyarrow', 'pandas', 'yaml') if name in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=100))
def test_every_customer_gets_an_address_that_cannot_exist(customer_id: str) -> None:
    address = synthetic_address(customer_id)
    assert read_email(address) == address.lower()
    assert is_synthetic(address)
    assert contact_cells(customer_id)[1:3] == ["opted_in", DEMO_SOURCE]


def test_real_addresses_are_not_synthetic() -> None:
    assert not any(map(is_synthetic, ("a@example.com", "invalid@shop.de", "", "a@invalid.com")))


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=60))
def test_only_the_case_of_a_name_changes(name: str) -> None:
    shown = readable(name)
    assert shown.upper() == " ".join(name.split()).upper()
    assert readable(shown) == shown or shown == shown.upper()


@pytest.mark.parametrize(
    ("shouted", "shown"),
    [("SET OF 3 CAKE TINS", "Set of 3 Cake Tins"), ("PACK OF 72 LED LIGHTS", "Pack of 72 LED Lights"),
     ("Dotcom Gift", "Dotcom Gift"), ("CHILDREN'S APRON", "Children's Apron"), ("A4 CM TAPE", "A4 CM Tape")],
)  # fmt: skip
def test_names_are_readable(shouted: str, shown: str) -> None:
    assert readable(shouted) == shown
