"""The condition that chooses rows by a list of values, in the form that is fast for its length."""

from __future__ import annotations

FEW = 200
"""Up to here a scan that looks into the list is faster than a join, and DuckDB applies it below a window function."""


def among(column: str, parameter: str, count: int) -> str:
    """Return SQL for `column` being one of the `count` values of the list parameter called `parameter`.

    Column and parameter are names in our own queries; the values themselves stay parameters.
    """
    if count <= FEW:
        return f"list_contains(${parameter}, {column})"
    return f"{column} IN (SELECT unnest(${parameter}))"
