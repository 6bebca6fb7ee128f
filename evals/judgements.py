"""Judgements of search results from a file: CSV or parquet with a query, a product and a grade per row.

The columns are query, product_id (or docid) and grade (or rating, relevance): whole numbers from 0; above 0 is
relevant.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

from shop.errors import InvalidInput

NAMES = (("query",), ("product_id", "docid", "doc_id"), ("grade", "rating", "relevance"))
HIGHEST = 10
"""Grade above which a file surely means something else."""

Judgements = dict[str, dict[str, int]]


def read_judgements(path: Path) -> Judgements:
    """Return the grades by query and product; raises InvalidInput naming the file, its columns or the row."""
    if not path.is_file():
        raise InvalidInput("There is no such file.", where=str(path))
    rows = _parquet(path) if path.suffix == ".parquet" else _csv(path)
    places = _places(next(rows, ()), path)
    found: Judgements = {}
    for number, row in enumerate(rows, 2):
        query, product, grade = (row[place].strip() if place < len(row) else "" for place in places)
        if not query or not product or not grade.isdecimal() or int(grade) > HIGHEST:
            raise InvalidInput(
                f"{query[:40]!r}, {product[:40]!r}, {grade[:40]!r} is no judgement.",
                hint=f"Give a query, a product and a whole grade from 0 to {HIGHEST}.", where=f"{path}, row {number}",
            )  # fmt: skip
        found.setdefault(query, {})[product] = int(grade)
    if not found:
        raise InvalidInput("It has no judgements.", where=str(path))
    return found


def _csv(path: Path) -> Iterator[Sequence[str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as handle:
            yield from (row for row in csv.reader(handle, strict=True) if row)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InvalidInput(f"It cannot be read as CSV in UTF-8: {error}.", where=str(path)) from error


def _parquet(path: Path) -> Iterator[Sequence[str]]:
    from shop.importing.adapters.parquet import batches, columns_of

    columns = columns_of(path)
    yield columns
    for batch in batches(path, columns, 10_000):
        for row in batch.to_pylist():
            yield ["" if row[name] is None else str(row[name]) for name in columns]


def _places(header: Sequence[str], path: Path) -> list[int]:
    columns = [name.strip().lower() for name in header]
    found = [next((columns.index(name) for name in names if name in columns), -1) for names in NAMES]
    missing = [" or ".join(names) for names, place in zip(NAMES, found, strict=True) if place < 0]
    if missing:
        raise InvalidInput(
            f"It lacks {', '.join(missing)}; its columns are {', '.join(header)[:200]}.", where=str(path)
        )
    return found
