"""Many customers as columns: each fact once, and for every row which one it has."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from shop.promotions.context import OfferContext

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Column(NamedTuple):
    """A fact of every row: row i has `values[codes[i]]`."""

    values: Sequence[Any]
    codes: NDArray[np.int64]


def column_of(rows: Iterable[Hashable]) -> Column:
    """Return the column of these values, one for each row."""
    import numpy as np

    known: dict[Hashable, int] = {}
    codes = np.fromiter((known.setdefault(value, len(known)) for value in rows), dtype=np.int64)
    return Column(tuple(known), codes)


@dataclass(frozen=True)
class People:
    """`size` customers, or orders of customers.

    `base` holds what is the same for all; `columns` are fields of OfferContext by name, `attributes` are those of the
    customer; `segments` and `groups` say for each name who is in it; `used` counts uses by promotion id.
    """

    size: int
    base: OfferContext
    columns: Mapping[str, Column] = field(default_factory=dict)
    attributes: Mapping[str, Column] = field(default_factory=dict)
    segments: Mapping[str, NDArray[np.bool_]] = field(default_factory=dict)
    groups: Mapping[str, NDArray[np.bool_]] = field(default_factory=dict)
    used: Mapping[str, NDArray[np.int64]] = field(default_factory=dict)

    def context(self, row: int) -> OfferContext:
        """Return the facts of one row as pricing reads them. An attribute that is None is not known."""
        facts: dict[str, Any] = {name: column.values[column.codes[row]] for name, column in self.columns.items()}
        for name, members in (("segments", self.segments), ("groups", self.groups)):
            if members:
                facts[name] = tuple(key for key in sorted(members) if members[key][row])
        if self.attributes:
            found = {name: column.values[column.codes[row]] for name, column in self.attributes.items()}
            known = {name: value for name, value in found.items() if value is not None}
            facts["attributes"] = {**self.base.attributes, **known}
        if self.used:
            facts["used"] = {id_: int(times[row]) for id_, times in self.used.items() if times[row]}
        return self.base.model_copy(update=facts)

    def listed(self, ids: Collection[str]) -> NDArray[np.bool_]:
        """Return which rows are of one of these customers."""
        import numpy as np

        if "customer_id" not in self.columns:
            return np.full(self.size, self.base.customer_id in ids)
        flags = np.zeros(len(self.columns["customer_id"].values), dtype=np.bool_)
        for id_ in ids:
            place = self._places.get(id_)
            if place is not None:
                flags[place] = True
        return flags[self.columns["customer_id"].codes]

    @cached_property
    def nameless(self) -> NDArray[np.bool_]:
        """Which rows are of nobody who is known."""
        return self.listed([""])

    @cached_property
    def _places(self) -> dict[str, int]:
        return {id_: place for place, id_ in enumerate(self.columns["customer_id"].values)}
