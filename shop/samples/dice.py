"""Randomness that depends on nothing but a name: the same brand, seed and index always give the same dice."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate, islice
from random import Random
from typing import Generic, TypeVar

T = TypeVar("T")


class Dice(Random):
    """Draws that cost one random number each; fine for small ranges, where the bias of scaling is invisible."""

    def below(self, end: int) -> int:
        """Return a number from 0 to end - 1."""
        return int(self.random() * end)

    def between(self, first: int, last: int) -> int:
        """Return a number from first to last, both included."""
        return first + int(self.random() * (last - first + 1))

    def pick(self, values: Sequence[T]) -> T:
        """Return one of the values."""
        return values[int(self.random() * len(values))]


def dice(*name: object) -> Dice:
    """Return a generator seeded by the SHA-256 of the name's parts."""
    text = "\x1f".join(map(str, name))
    return Dice(int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big"))


class Weighted(Generic[T]):
    """Values drawn with fixed weights, in one bisection."""

    def __init__(self, pairs: Iterable[tuple[T, float]]) -> None:
        kept = [(value, weight) for value, weight in pairs if weight > 0]
        self.values: Sequence[T] = [value for value, _ in kept]
        self._sums = list(accumulate(weight for _, weight in kept))

    @classmethod
    def over(cls, values: Sequence[T], weights: Iterable[float]) -> Weighted[T]:
        """Return draws from `values`, which may be made when they are asked for; weights beyond them are not used."""
        drawn = cls(())
        drawn.values = values
        drawn._sums = list(accumulate(islice(weights, len(values))))
        return drawn

    def __bool__(self) -> bool:
        return bool(self.values)

    def draw(self, rng: Dice) -> T:
        """Return one value."""
        return self.values[bisect_right(self._sums, rng.random() * self._sums[-1])]
