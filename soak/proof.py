"""What a proof returns."""

from __future__ import annotations

from typing import NamedTuple


class Outcome(NamedTuple):
    """One row of the table: `n` trials, whether all held, and the figures in words."""

    name: str
    n: int
    passed: bool
    figures: str
    seconds: float = 0.0
