"""Turns the values of a workbook's cells into the text cells of the import, without inventing digits."""

from __future__ import annotations

import math
from datetime import date, datetime, time, timedelta
from decimal import Decimal

EXACT = 10**15
"""Spreadsheet programs keep 15 digits; the last ones of a longer number are made up."""
SERIALS = range(10_000, 110_000)
"""Day numbers from 1927 to 2201; smaller and larger numbers in a date column are no days."""
ERRORS = frozenset(("#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"))


def cell_text(value: object) -> str:
    """Return a cell's value as text: dates as ISO, whole numbers without a point, errors and empty cells as nothing.

    A number of more digits than were kept is written as 1.23456789012346E+17, which no id may look like.
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return "" if value in ERRORS else value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return _number(value)
    if isinstance(value, datetime):
        return _rounded(value).isoformat(sep=" ")
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value) if isinstance(value, timedelta) else ""


def _number(value: float) -> str:
    if isinstance(value, int):
        # A long number whose digits end in zeros after the 15th went through a spreadsheet.
        damaged = abs(value) >= EXACT and len(str(abs(value)).rstrip("0")) <= 15
        return f"{Decimal(value):.14E}" if damaged else str(value)
    if not math.isfinite(value):
        return str(value)
    if abs(value) >= EXACT:
        return f"{value:.14E}"
    return format(Decimal(f"{value:.15g}"), "f")


def _rounded(value: datetime) -> datetime:
    """Return the moment at its nearest second: a day's fraction holds no exact seconds."""
    try:
        return (value + timedelta(microseconds=500_000)).replace(microsecond=0)
    except OverflowError:
        return value.replace(microsecond=0)


def serial_date(cell: str, first_day: date) -> str:
    """Return the date that a number in a date column counts (days since `first_day`), or the cell as it is."""
    whole, _, rest = cell.partition(".")
    if not whole.isdecimal() or not whole.isascii() or (rest and not rest.isdecimal()) or int(whole[:9]) not in SERIALS:
        return cell
    moment = datetime.combine(first_day, time()) + timedelta(days=float(cell))
    return _rounded(moment).isoformat(sep=" ")
