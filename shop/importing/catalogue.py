"""Turns checked product rows into products, texts per language, prices per currency, stock, attributes, pictures."""

from __future__ import annotations

from typing import Any

from shop.importing.attributes import parse_attributes
from shop.importing.checks import Check
from shop.importing.staging import Staging

PRODUCTS_AT_ONCE = 5_000
"""Products whose attributes are in memory at a time."""


def price_checks(staging: Staging) -> tuple[Check, ...]:
    """Return the checks of every price column that the source delivered."""
    checks = []
    for name in _forms(staging, "price"):
        list_name = f"list_{name}"
        checks.append(Check("products", "negative_price", name, "quarantined", f's."{name}" < 0'))
        if list_name in staging.forms["products"]:
            lower = f's."{list_name}" < s."{name}"'
            checks.append(
                Check("products", "list_price_below_price", list_name, "repaired", lower, f'"{list_name}" = NULL')
            )
    return tuple(checks)


def build_catalogue(staging: Staging, language: str, data_end: str) -> None:
    """Fill products and everything that hangs on them, after build.sql made the keys.

    `language` is that of columns without a suffix, `data_end` is a timestamp literal in UTC.
    """
    _products(staging)
    _texts(staging, language)
    _prices(staging, data_end)
    _stock(staging, data_end)
    _attributes(staging)
    _pictures(staging)


def _forms(staging: Staging, column: str) -> dict[str, str]:
    """Return every delivered column of this name -> its suffix (empty for the plain one)."""
    names = {name: name[len(column) + 1 :] for name, known in staging.forms["products"].items() if known.name == column}
    return dict(sorted(names.items()))


def _products(staging: Staging) -> None:
    columns = ("brand", "status", "launched_on", "discontinued_on", "url", "cost", "currency", "rating", "rating_count")
    firsts = {name: f"arg_min(s.{name}, s.seq) FILTER (s.{name} IS NOT NULL)" for name in columns}
    ended = f"CASE WHEN {firsts['discontinued_on']} IS NULL THEN 'active' ELSE 'discontinued' END"
    staging.con.execute(
        f"""INSERT INTO products
            SELECT k.product_key, any_value(s.product_id), coalesce({firsts["brand"]}, ''),
                   coalesce({firsts["status"]}, {ended}), {firsts["launched_on"]}, {firsts["discontinued_on"]},
                   coalesce({firsts["url"]}, ''), {firsts["cost"]}, {firsts["currency"]}, {firsts["rating"]},
                   coalesce({firsts["rating_count"]}, 0),
                   coalesce(arg_min(f.file, s.seq), 'products.csv'), arg_min(s.row_no, s.seq)
            FROM stage_products s JOIN product_keys k USING (product_id) LEFT JOIN import_files f USING (file_no)
            GROUP BY k.product_key ORDER BY k.product_key"""
    )


def _texts(staging: Staging, language: str) -> None:
    """One text per product and language that has a name; a suffixed column wins over the plain one."""
    suffixes = {suffix for column in ("name", "description") for suffix in _forms(staging, column).values()}
    for spoken in sorted({suffix or language for suffix in suffixes}):
        first = {column: _first_text(staging, column, spoken, language) for column in _TEXT_COLUMNS}
        staging.con.execute(
            f"""INSERT INTO product_texts
                SELECT k.product_key, ?, {first["name"]} AS name, coalesce({first["short_name"]}, ''),
                       coalesce({first["category"]}, ''), coalesce({first["description"]}, '')
                FROM stage_products s JOIN product_keys k USING (product_id)
                GROUP BY k.product_key HAVING name IS NOT NULL ORDER BY k.product_key""",
            [spoken],
        )


_TEXT_COLUMNS = ("name", "short_name", "category", "description")


def _first_text(staging: Staging, column: str, spoken: str, language: str) -> str:
    present = staging.forms["products"]
    names = [f"{column}_{spoken}"] if f"{column}_{spoken}" in present else []
    names += [column] if spoken == language else []
    cell = f"coalesce({', '.join(f's.{name}' for name in names)})" if names else "NULL::VARCHAR"
    return f"arg_min({cell}, s.seq) FILTER ({cell} IS NOT NULL)"


def _prices(staging: Staging, data_end: str) -> None:
    """The history, then the catalogue's prices: since always, or since the end of the data where they differ."""
    parts = []
    for name, suffix in _forms(staging, "price").items():
        list_name = f's."list_{name}"' if f"list_{name}" in staging.forms["products"] else "NULL"
        currency = f"'{suffix.upper()}'" if suffix else "s.currency"
        parts.append(
            f'SELECT s.product_id, s.variant_id, {currency} AS currency, s."{name}" AS price,'
            f' {list_name} AS list_price, {int(not suffix)} AS plain FROM stage_products s WHERE s."{name}" IS NOT NULL'
        )
    staging.con.execute(
        f"CREATE TEMP TABLE catalogue_prices AS SELECT * EXCLUDE (plain) FROM ({' UNION ALL '.join(parts)})"
        " QUALIFY row_number() OVER (PARTITION BY product_id, variant_id, currency ORDER BY plain) = 1"
    )
    staging.script("prices.sql", data_end=data_end)


def _stock(staging: Staging, data_end: str) -> None:
    staging.script("stock.sql", data_end=data_end)


def _attributes(staging: Staging) -> None:
    for name, suffix in _forms(staging, "attributes").items():
        rows = staging.rows(
            f'SELECT k.product_key, arg_min(s."{name}", s.seq) FROM stage_products s JOIN product_keys k'
            f' USING (product_id) WHERE s."{name}" IS NOT NULL GROUP BY ALL ORDER BY ALL'
        )
        for start in range(0, len(rows), PRODUCTS_AT_ONCE):
            _insert_attributes(staging, rows[start : start + PRODUCTS_AT_ONCE], suffix)


def _insert_attributes(staging: Staging, cells: list[tuple[Any, ...]], language: str) -> None:
    found = [(key, place, item) for key, cell in cells for place, item in enumerate(parse_attributes(cell), 1)]
    staging.insert("product_attributes", {
        "product_key": ("int", [key for key, _, _ in found]),
        "position": ("int", [place for _, place, _ in found]),
        "name": ("text", [item.name for _, _, item in found]),
        "label": ("text", [item.label for _, _, item in found]),
        "text": ("text", [item.text for _, _, item in found]),
        "number": ("number", [item.number for _, _, item in found]),
        "unit": ("text", [item.unit for _, _, item in found]),
        "language": ("text", [language] * len(found)),
    })  # fmt: skip


def _pictures(staging: Staging) -> None:
    alts = _forms(staging, "picture_alt")
    selected = ", ".join(f'arg_min(s."{name}", s.seq)' for name in alts)
    rows = staging.rows(
        f"SELECT k.product_key, arg_min(s.picture, s.seq) FILTER (s.picture IS NOT NULL), {selected}"
        " FROM stage_products s JOIN product_keys k USING (product_id) GROUP BY ALL ORDER BY ALL"
    )
    found: list[tuple[int, int, str, str, str]] = []
    for key, names, *texts in rows:
        found += _picture_rows(key, names or [], list(alts.values()), texts)
    columns = list(zip(*found, strict=True)) or [()] * 5
    staging.insert("pictures", {
        "product_key": ("int", columns[0]), "position": ("int", columns[1]), "ref": ("text", columns[2]),
        "language": ("text", columns[3]), "alt": ("text", columns[4]),
    })  # fmt: skip


def _picture_rows(
    key: int, refs: list[str], languages: list[str], alts: list[Any]
) -> list[tuple[int, int, str, str, str]]:
    """Alternative texts separated by | belong to the pictures in turn; a single one belongs to the first."""
    rows = []
    for place, ref in enumerate(refs):
        shares = [(language, (alt or "").split("|")) for language, alt in zip(languages, alts, strict=True)]
        named = [(language, parts[place].strip()) for language, parts in shares if place < len(parts)]
        stated = [(language, alt) for language, alt in named if alt] or [("", "")]
        rows += [(key, place + 1, ref, language, alt) for language, alt in stated]
    return rows
