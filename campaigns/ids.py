"""A file of customer ids: whom a campaign is for, when a segment does not say it."""

from __future__ import annotations

from pathlib import Path

from shop.consent.list_files import ListFile
from shop.errors import InvalidInput

MOST_IDS = 1_000_000
LONGEST_ID = 200


def read_ids(path: Path) -> tuple[str, ...]:
    """Return the ids of a file, sorted and each once: one per line, or the column customer_id of a CSV file.

    Whether the shop knows them is asked later: the funnel counts those it does not. Raises InvalidInput naming the
    row where the file cannot be used, or holds none or more than MOST_IDS.
    """
    listed = ListFile(path, {}, "customer_id")
    if "customer_id" not in listed.columns:
        raise InvalidInput(
            "No column is customer_id.", where=str(path), hint="Name it customer_id, or give one id per line."
        )
    found: set[str] = set()
    for row in listed:
        id_ = row.cells.get("customer_id", "")
        problem = row.problem.replace("_", " ") or _problem(id_)
        if problem:
            raise InvalidInput(f"{problem}.".capitalize(), where=f"{path}:{row.number}", hint="One id per row.")
        found.add(id_)
        if len(found) > MOST_IDS:
            raise InvalidInput(f"More than {MOST_IDS:,} ids.", where=f"{path}:{row.number}", hint="Split the file.")
    if not found:
        raise InvalidInput("The file holds no ids.", where=str(path), hint="One id per row.")
    return tuple(sorted(found))


def _problem(id_: str) -> str:
    if not id_:
        return "the id is missing"
    if not id_.isprintable():
        return "the id holds control characters"
    return "the id is too long" if len(id_) > LONGEST_ID else ""
