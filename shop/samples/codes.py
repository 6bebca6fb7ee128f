"""The pool of single-use codes: written by hash, partly claimed, partly used."""

from __future__ import annotations

import hashlib

from shop.samples.timeline import LAST, moment_text

COLUMNS = ("pool", "code", "assigned_to", "used_at")
SIZE = 400
STRIDE = 7
CLAIMED = 260
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


class CodePool:
    """The codes of one pool; code number n was claimed by customer n x STRIDE + 3, where that customer exists."""

    def __init__(self, pool: str, prefix: str, customers: int) -> None:
        self.pool = pool
        self._prefix = prefix
        self._customers = customers

    def code(self, number: int) -> str:
        """Return code `number`, such as KF-7Q2XM4R8."""
        digest = hashlib.sha256(f"{self.pool}:{number}".encode()).digest()
        return f"{self._prefix}-{''.join(ALPHABET[byte % len(ALPHABET)] for byte in digest[:8])}"

    def code_of(self, index: int) -> str:
        """Return the code that the customer of `index` claimed, or ""."""
        number, rest = divmod(index - 3, STRIDE)
        return self.code(number) if rest == 0 and 0 <= number < CLAIMED else ""

    def rows(self) -> list[list[str]]:
        """Return the cells of all codes. Some of the unclaimed ones were handed out and used in the store."""
        return [self._row(number) for number in range(SIZE)]

    def _row(self, number: int) -> list[str]:
        index = number * STRIDE + 3
        claimed = number < CLAIMED and index < self._customers
        used = moment_text(LAST - number % 9, 600 + number) if number >= CLAIMED and number % 5 == 0 else ""
        return [self.pool, self.code(number), f"{self._prefix}{index:06d}" if claimed else "", used]
