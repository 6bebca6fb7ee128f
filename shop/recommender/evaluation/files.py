"""Purchases from a CSV file: customer_id, product_id, at, and optionally value. Everything wrong is named by its row.

`at` is an ISO date or date-time (without an offset: UTC) or a number of seconds since 1970. Repeated rows are allowed.
`value` is a rating or an amount; rows below `least` are left out, so that only what was liked counts.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from shop.errors import InvalidInput
from shop.recommender.evaluation.log import Log

NEEDED = ("customer_id", "product_id", "at")
VALUE = "value"


def read_log(path: Path, least: float | None = None) -> Log:
    """Read a file of purchases; raises InvalidInput naming the file, its header or the row that is wrong."""
    customers: list[str] = []
    products: list[str] = []
    moments: list[float] = []
    values: list[float] = []
    filled = False
    for customer, product, moment, value in _rows(path):
        filled = filled or value is not None
        if least is not None and (value is None or value < least):
            continue
        customers.append(customer)
        products.append(product)
        moments.append(moment)
        values.append(value or 0.0)
    if least is not None and not filled:
        raise InvalidInput("It has no values to compare with the least one.", where=str(path))
    if not customers:
        raise InvalidInput(
            "It has no rows" + (f" with a value of at least {least:g}." if filled else "."), where=str(path)
        )
    return Log.of(customers, products, moments, values if filled else None)


def _rows(path: Path) -> Iterator[tuple[str, str, float, float | None]]:
    if not path.is_file():
        raise InvalidInput("There is no such file.", where=str(path))
    try:
        with path.open(encoding="utf-8-sig", newline="") as handle:
            reader = csv.reader(handle, strict=True)
            places = _places(next(reader, []), path)
            for number, cells in enumerate(reader, 2):
                if cells:
                    yield _row(cells, places, f"{path}, row {number}")
    except UnicodeDecodeError as error:
        raise InvalidInput("It is not UTF-8 text.", where=str(path)) from error
    except csv.Error as error:
        raise InvalidInput(f"It is not a CSV file: {error}.", where=str(path)) from error


def _places(header: list[str], path: Path) -> dict[str, int]:
    """Return where each column stands; raises InvalidInput when one is missing or there twice."""
    names = [name.strip() for name in header]
    missing = [name for name in NEEDED if name not in names]
    if missing:
        raise InvalidInput(
            f"The column {missing[0]!r} is missing; the header is {', '.join(names)[:200]!r}.",
            hint=f"Name the columns {', '.join(NEEDED)} and, if there is one, {VALUE}.",
            where=str(path),
        )
    twice = [name for name in (*NEEDED, VALUE) if names.count(name) > 1]
    if twice:
        raise InvalidInput(f"The column {twice[0]!r} is there twice.", where=str(path))
    return {name: names.index(name) for name in (*NEEDED, VALUE) if name in names}


def _row(cells: list[str], places: dict[str, int], where: str) -> tuple[str, str, float, float | None]:
    if len(cells) <= max(places.values()):
        raise InvalidInput(f"It has {len(cells)} cells only.", where=where)
    found = {name: cells[place].strip() for name, place in places.items()}
    for name in NEEDED[:2]:
        if not found[name]:
            raise InvalidInput("It is empty.", where=f"{where}, column {name}")
    value = found.get(VALUE, "")
    return (
        found["customer_id"],
        found["product_id"],
        _moment(found["at"], where),
        _number(value, f"{where}, column {VALUE}") if value else None,
    )


def _moment(text: str, where: str) -> float:
    """Return seconds since 1970."""
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if math.isfinite(number):
        return number
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise InvalidInput(
            f"{text!r} is not a moment.",
            hint="Write 2026-11-20, 2026-11-20T18:00 or seconds since 1970.",
            where=f"{where}, column at",
        ) from None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def _number(text: str, where: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise InvalidInput(f"{text!r} is not a number.", where=where)
    return number
