"""The import contract for people and programs: what `copilot import csv --schema` prints."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args

from shop.importing.tables import TABLES, Column, Table
from shop.importing.treatments import rules
from shop.record import Record
from shop.types.content import BrandBook, Policy
from shop.types.promotion import PromotionFile
from shop.types.shop_info import ShopInfo

FOLDER_RULE = "The folder must have customers.csv or orders.csv; every other file is optional."
READING_RULES = (
    "Files may be UTF-8, UTF-16, GB18030/GBK or Windows-1252, separated by , ; tab or |.",
    "Headers are recognised by name or alias, without regard to case, spaces and punctuation; others are ignored.",
    "A date without a time is 00:00, a time without an offset is local: both in the shop's zone.",
    "03/04/2026 is read as the column's other rows show; if none does, day first (month first for a US shop).",
    "1.299 is 1299 only in a column that uses decimal commas elsewhere.",
    "An order without a status is paid, without a currency in the shop's, without a customer a guest's.",
    "Without customers.csv, everybody who ordered becomes a customer without consent.",
)


def describe() -> dict[str, Any]:
    """Return the whole contract as JSON-able data: tables, documents, shop.json, reading rules, treatments."""
    return {
        "folder": FOLDER_RULE,
        "reading": list(READING_RULES),
        "tables": [_table(table) for table in TABLES],
        "documents": {
            "shop.json": ShopInfo.model_json_schema(),
            "promotions.json": PromotionFile.model_json_schema(),
            "policies/*.md": _matter(Policy),
            "brand/*.md": _matter(BrandBook),
        },
        "pictures": "PNG, JPEG, WebP or GIF files below pictures/, images/ or media/; products name them in `picture`.",
        "treatments": [rule._asdict() for rule in rules().values()],
    }


def _table(table: Table) -> dict[str, Any]:
    columns = [_column(column) for column in table.columns]
    return {"file": table.file, "table": table.name, "key": list(table.key), "columns": columns}


def _column(column: Column) -> dict[str, Any]:
    described = column._asdict()
    described["aliases"], described["choices"] = list(column.aliases), list(column.choices)
    return described


def _matter(kind: type[Policy | BrandBook]) -> dict[str, Any]:
    schema = kind.model_json_schema()
    return {"form": "YAML front matter between two lines of ---, then the text", "front_matter": schema}


def describe_text() -> str:
    """Return the contract as text for a terminal."""
    lines = ["A shop as a folder of files", "", FOLDER_RULE, *(f"- {rule}" for rule in READING_RULES)]
    for table in TABLES:
        lines += ["", f"{table.file}   key: {', '.join(table.key) or '(none)'}"]
        lines += [_column_text(column) for column in table.columns]
    lines += ["", "Documents"]
    for name, kind in (("shop.json", ShopInfo), ("policies/*.md", Policy), ("brand/*.md", BrandBook)):
        lines.append(f"  {name:18} {', '.join(_fields(kind))}")
        lines += [f"    {field:16} {', '.join(_fields(inner))}" for field, inner in _nested(kind)]
    lines.append(f"  {'promotions.json':18} version, promotions: see `copilot promo validate`")
    lines += ["", "What is done with what is wrong (* above: required)"]
    lines += [f"  {rule.reason:24} {rule.treatment:12} {rule.sentence}" for rule in rules().values()]
    return "\n".join(lines) + "\n"


def _fields(kind: type[Record]) -> Iterator[str]:
    """Yield the names of the fields; what is required has a star."""
    for name, info in kind.model_fields.items():
        yield f"{name}*" if info.is_required() else name


def _nested(kind: type[Record]) -> Iterator[tuple[str, type[Record]]]:
    """Yield the fields that hold records, with the record; those of a list as `field[]`."""
    for name, info in kind.model_fields.items():
        for inner in (info.annotation, *get_args(info.annotation)):
            if isinstance(inner, type) and issubclass(inner, Record):
                yield name if inner is info.annotation else f"{name}[]", inner


def _column_text(column: Column) -> str:
    name = column.name + ("*" if column.required else "")
    forms = " (_en, _zh …)" if column.per_language else " (_usd, _gbp …)" if column.per_currency else ""
    parts = [", ".join(column.choices), column.note]
    parts.append(f"also: {', '.join(column.aliases)}" if column.aliases else "")
    return f"  {name + forms:28} {column.kind:8} {' · '.join(part for part in parts if part)}".rstrip()
