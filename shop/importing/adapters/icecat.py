"""Icecat products as the Chorus project ships them: a catalogue of electronics with typed attributes, no customers.

Documented at https://github.com/querqy/chorus (data sourced from Icecat, https://icecat.biz, Open Content License). One
parquet file, a row per product:

id, name (the maker's article number), title, short_description, supplier, price_cents, date_released,
attributes_json (an object: name -> text, number or yes/no), product_type

What becomes of them: title is the name, the article number the sku, date_released the launch. Of the attributes at
most 40 are kept, those that a reader understands: texts, yes and no, counts, and measures whose unit is known
(icecat_units.yaml). The source states no currency; prices are read in the one given here, and the report says so.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, NamedTuple

from shop.importing.adapters.parquet import batches, columns_of
from shop.importing.adapters.synthetic_contacts import DOMAIN
from shop.importing.contract import RawDocument, RawPicture, RawRow, RawTable
from shop.types.shop_info import Market, Sender, ShopInfo

COLUMNS = (
    "id", "name", "title", "short_description", "supplier", "price_cents", "date_released", "attributes_json",
    "product_type",
)  # fmt: skip
MOST_ATTRIBUTES = 40
LONGEST_VALUE = 200
_NUMBER = re.compile(r"-?\d{1,9}(?:\.\d{1,4})?")
_RANGE = re.compile(r"-?\d{1,5}(?:\.\d+)? ?- ?-?\d{1,5}(?:\.\d+)?")
_OUT = ("product_id", "name", "sku", "description", "brand", "price", "launched_on", "category", "attributes")


class Icecat:
    """The catalogue as a shop without customers."""

    def __init__(self, path: Path, currency: str = "EUR") -> None:
        self.path = Path(path)
        self.currency = currency
        self.notes = [f"The source states no currency: prices were read as {currency}."]

    def shop(self) -> ShopInfo:
        """Say which shop this is."""
        return ShopInfo(
            id="icecat", name="Icecat Catalogue", zone="UTC", currency=self.currency, url=f"https://icecat.{DOMAIN}",
            markets=(Market(country="NL", currency=self.currency, language="en", locale="en_GB", jurisdiction="EU"),),
            sender=Sender(
                name="Icecat Catalogue", email=f"shop@icecat.{DOMAIN}",
                postal_address="Public data set",
            ),
        )  # fmt: skip

    def tables(self) -> Iterator[RawTable]:
        """Yield the products."""
        columns_of(self.path, COLUMNS)
        yield RawTable("products", self.path.name, _OUT, self._rows())

    def documents(self) -> Iterator[RawDocument]:
        """Yield nothing: the data set has no documents."""
        return iter(())

    def pictures(self) -> Iterator[RawPicture]:
        """Yield nothing: the pictures were left out of the data set."""
        return iter(())

    def _rows(self) -> Iterator[RawRow]:
        number = 0
        for batch in batches(self.path, COLUMNS, 1_000):
            for product in batch.to_pylist():
                number += 1
                yield RawRow(number, _cells(product))


def _cells(product: dict[str, Any]) -> list[str]:
    text = {name: "" if value is None else str(value) for name, value in product.items()}
    cents = text["price_cents"]
    price = str(Decimal(cents).scaleb(-2)) if cents.isdecimal() else cents
    category = "" if text["product_type"].isdecimal() else text["product_type"]
    return [
        text["id"], text["title"], text["name"], text["short_description"], text["supplier"], price,
        text["date_released"], category, attributes_cell(text["attributes_json"]),
    ]  # fmt: skip


class _Units(NamedTuple):
    units: dict[str, str]
    counts: tuple[str, ...]
    beginnings: tuple[str, ...]
    endings: tuple[str, ...]


@cache
def _known() -> _Units:
    import yaml

    text = resources.files("shop.importing.adapters").joinpath("icecat_units.yaml").read_text(encoding="utf-8")
    document = yaml.safe_load(text)
    return _Units(
        document["units"], tuple(document["counts"]), tuple(document["skipped_beginnings"]),
        tuple(document["skipped_endings"]),
    )  # fmt: skip


def attributes_cell(document: str) -> str:
    """Return the attributes worth keeping as the JSON object that the import reads; '' where there are none."""
    try:
        stated = json.loads(document or "{}")
    except (ValueError, RecursionError):
        return ""
    if not isinstance(stated, dict):
        return ""
    kept: dict[str, Any] = {}
    for name, value in stated.items():
        if len(kept) == MOST_ATTRIBUTES:
            break
        reading = _value(str(name), value)
        if reading is not None:
            kept.setdefault(_label(str(name)), reading)
    return json.dumps(kept, ensure_ascii=False) if kept else ""


def _value(name: str, value: Any) -> Any:  # noqa: ANN401 - whatever the JSON object holds
    """Return what the import shall read for one attribute, or None to leave it out."""
    known = _known()
    if name.startswith(known.beginnings) or name.endswith(known.endings) or value in (None, ""):
        return None
    if isinstance(value, bool):
        return value
    text = f"{value:.4f}".rstrip("0").rstrip(".") if isinstance(value, float) else " ".join(str(value).split())
    unit = known.units.get(name, "")
    if _NUMBER.fullmatch(text):
        counted = any(word in name for word in known.counts)
        return {"number": text, "unit": unit} if unit or counted else None
    if unit:
        return f"{text} {unit}" if _RANGE.fullmatch(text) else None
    return text if len(text) <= LONGEST_VALUE and text not in ("Y", "N") else None


def _label(name: str) -> str:
    """Return an attribute's name in words: `operating_temperature__t_t_` is operating temperature."""
    return name.partition("__")[0].replace("_", " ").strip() or name
