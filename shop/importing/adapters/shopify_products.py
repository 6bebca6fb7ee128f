"""The products of Shopify's admin: products_export.csv, with one row per variant and one per further picture.

Handle, Title, Body (HTML), Vendor, Product Category, Type, Published, Option1-3 Name / Value, Variant SKU,
Variant Grams, Variant Inventory Tracker, Variant Inventory Qty, Variant Price, Variant Compare At Price, Image Src,
Image Alt Text, Gift Card, Cost per item, Status (active, draft, archived), and metafields as
`NAME (product.metafields.NAMESPACE.KEY)`. Rows of one product share the Handle; only the first has Title and the
other columns of the product; a row with nothing but the Handle and a picture is no variant.

The product's id is the Handle, the variant's its SKU (else the Handle with the option values). Stock is taken over
where it is tracked. What is not active or not published is not advertised. Prices per market (`Price / Canada`) name
no currency and are not used.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import NamedTuple

from shop.importing.adapters.exports import Cell, Export
from shop.importing.contract import RawRow, RawTable

COLUMNS = (
    "product_id", "variant_id", "name", "category", "description", "brand", "price", "list_price", "cost", "stock",
    "sku", "variant_title", "status", "url", "picture", "picture_alt", "attributes",
)  # fmt: skip
COLUMNS_READ = (
    "Handle", "Title", "Body (HTML)", "Vendor", "Product Category", "Type", "Published", "Option1 Name",
    "Option1 Value", "Option2 Name", "Option2 Value", "Option3 Name", "Option3 Value", "Variant SKU", "Variant Grams",
    "Variant Inventory Tracker", "Variant Inventory Qty", "Variant Price", "Variant Compare At Price", "Image Src",
    "Image Position", "Image Alt Text", "Gift Card", "Cost per item", "Status",
)  # fmt: skip
MOST_ROWS_PER_PRODUCT = 5_000
"""Rows that are held at once; Shopify allows 2,048 variants and 250 pictures."""
MOST_PICTURES, ALT_LENGTH = 50, 480
_METAFIELD = " (product.metafields."


class Ware(NamedTuple):
    """What a line of an order may name."""

    product_id: str
    variant_id: str


class Wares:
    """Finds the variant that an order's line means by SKU, else by name; what two variants share finds none."""

    def __init__(self) -> None:
        self._by_sku: dict[str, Ware | None] = {}
        self._by_name: dict[str, Ware | None] = {}
        self.gift_cards: list[str] = []

    def add(self, ware: Ware, sku: str, name: str) -> None:
        """Remember a variant."""
        for known, word in ((self._by_sku, sku), (self._by_name, name)):
            if word and known.setdefault(word, ware) != ware:
                known[word] = None

    def find(self, sku: str, name: str) -> Ware | None:
        """Return the variant, or None when none or several fit."""
        return self._by_sku.get(sku) or self._by_name.get(name)


def columns_read(export: Export) -> list[str]:
    """Return the headers of which this module makes something."""
    return [*COLUMNS_READ, *(header for header in export.head.headers if _METAFIELD in header)]


def products_table(export: Export, wares: Wares, url: str, notes: list[str]) -> RawTable:
    """Return the variants of one file; reading it fills `wares`. `url` is the shop's address (empty: not known)."""
    return RawTable("products", export.name, COLUMNS, _Products(export, wares, url, notes).rows())


class _Products:
    """Reads one file product by product."""

    def __init__(self, export: Export, wares: Wares, url: str, notes: list[str]) -> None:
        self.export, self.wares, self.url, self.notes = export, wares, url.rstrip("/"), notes
        self.cell: dict[str, Cell] = {header: export.cell(header) for header in COLUMNS_READ}
        self.metafields = {
            header.partition(_METAFIELD)[0]: export.cell(header)
            for header in export.head.headers if _METAFIELD in header
        }  # fmt: skip

    def rows(self) -> Iterator[RawRow]:
        """Yield a row per variant; rows of pictures end in their product's first variant and are counted in a note."""
        pictures = 0
        group: list[RawRow] = []
        for row in self.export.rows():
            if row.problem:
                yield row
                continue
            if group and (
                self._of(row, "Handle") != self._of(group[0], "Handle") or len(group) == MOST_ROWS_PER_PRODUCT
            ):
                variants = list(self._product(group))
                pictures += len(group) - len(variants)
                yield from variants
                group = []
            group.append(row)
        variants = list(self._product(group)) if group else []
        yield from variants
        pictures += len(group) - len(variants)
        if pictures:
            self.notes.append(f"{self.export.name}: {pictures} more rows hold a further picture of the product above.")

    def _of(self, row: RawRow, header: str) -> str:
        return self.cell[header](row.cells)

    def _product(self, group: list[RawRow]) -> Iterator[RawRow]:
        head = group[0]
        variants = [row for row in group if row is head or self._is_variant(row)]
        handle, gift = self._of(head, "Handle"), self._of(head, "Gift Card").casefold() == "true"
        if gift:
            self.wares.gift_cards.append(handle)
        taken: set[str] = set()
        for row in variants:
            sku, title = self._of(row, "Variant SKU"), self._title(row)
            ware = Ware(handle, self._variant_id(handle, sku, title, taken))
            name = self._of(head, "Title")
            self.wares.add(ware, sku, f"{name} - {title}" if title else name)
            once = self._told_once(group, variants, gift) if row is head else ("", "", "")
            yield RawRow(row.number, [*self._cells(head, row, ware, sku, title), *once])

    def _is_variant(self, row: RawRow) -> bool:
        return any(self._of(row, header) for header in ("Option1 Value", "Variant Price", "Variant SKU"))

    def _title(self, row: RawRow) -> str:
        values = [self._of(row, f"Option{number} Value") for number in (1, 2, 3)]
        stated = [value for value in values if value]
        return "" if stated == ["Default Title"] else " / ".join(stated)

    def _variant_id(self, handle: str, sku: str, title: str, taken: set[str]) -> str:
        """Return the SKU, unless it is missing or another variant of the product has it too."""
        wanted = sku if sku and sku not in taken else f"{handle}/{title}" if title else handle
        taken.add(wanted)
        return wanted

    def _cells(self, head: RawRow, row: RawRow, ware: Ware, sku: str, title: str) -> list[str]:
        kind = self._of(head, "Type") or self._of(head, "Product Category").rpartition(">")[2].strip()
        price, list_price, cost = (
            self._of(row, header) for header in ("Variant Price", "Variant Compare At Price", "Cost per item")
        )
        stock = self._of(row, "Variant Inventory Qty") if self._of(row, "Variant Inventory Tracker") else ""
        description = self._of(head, "Body (HTML)") if row is head else ""
        status = self._status(head)
        url = f"{self.url}/products/{ware.product_id}" if self.url and status in ("", "active") else ""
        return [
            ware.product_id, ware.variant_id, self._of(head, "Title"), kind, description, self._of(head, "Vendor"),
            price, list_price, cost, stock, sku, title, status, url,
        ]  # fmt: skip

    def _status(self, head: RawRow) -> str:
        hidden = self._of(head, "Published").casefold() == "false"
        return "discontinued" if hidden else self._of(head, "Status").casefold()

    def _told_once(self, group: list[RawRow], variants: list[RawRow], gift: bool) -> tuple[str, str, str]:
        """Return pictures, their alternative texts, and the attributes that hold for every variant."""
        shown = [row for row in group if self._of(row, "Image Src")][:MOST_PICTURES]
        alts = "|".join(self._of(row, "Image Alt Text").replace("|", " ") for row in shown)[:ALT_LENGTH]
        stated = {"Gift card": "yes"} if gift else {}
        grams = {self._of(row, "Variant Grams") for row in variants}
        weight = grams.pop().removesuffix(".0") if len(grams) == 1 else ""
        if weight.isdecimal() and int(weight):
            stated["Weight"] = f"{weight} g"
        stated |= {label: text for label, cell in self.metafields.items() if (text := cell(group[0].cells))}
        sources = "|".join(self._of(row, "Image Src") for row in shown)
        return sources, alts if alts.strip("|") else "", json.dumps(stated, ensure_ascii=False) if stated else ""
