"""Re-ranking: the seam where the first results of a search are looked at again, more closely.

A re-ranker sees ids and looks up what it needs itself, from the store, so that it reads what is true now. A
cross-encoder fits here as well as a rule.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from retrieval.tokens import document_tokens, query_tokens

Titles = Callable[[Sequence[str]], Mapping[str, str]]
"""Looks up the titles of products in bulk; unknown ids are missing from the answer."""


class Reranker(Protocol):
    """Scores the first results of a query; `name` is shown where results are compared."""

    @property
    def name(self) -> str:
        """Name of the method."""
        ...

    def scores(self, query: str, ids: Sequence[str]) -> Sequence[float]:
        """Return one number per id, higher is better; equal ones keep their order."""
        ...


class KeepOrder:
    """Leaves the order as it is: the default, because nothing that was measured was better on every set."""

    name = "none"

    def scores(self, query: str, ids: Sequence[str]) -> Sequence[float]:
        """Return the same number for all."""
        return [0.0] * len(ids)


class TitleCoverage:
    """Moves products up whose title has more of the query's words (stems; Chinese: pairs of characters)."""

    name = "title coverage"

    def __init__(self, titles: Titles, steps: int = 4) -> None:
        self._titles = titles
        self._steps = steps

    def scores(self, query: str, ids: Sequence[str]) -> Sequence[float]:
        """Return the share of the query's words in each title, in whole steps: near equals keep their order."""
        wanted = set(query_tokens(query))
        titles = self._titles(ids)
        return [self._share(wanted, set(document_tokens(titles.get(id_, "")))) for id_ in ids]

    def _share(self, wanted: set[str], present: set[str]) -> float:
        return round(self._steps * len(wanted & present) / len(wanted)) / self._steps if wanted else 0.0
