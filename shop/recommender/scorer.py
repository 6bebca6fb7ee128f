"""What models share that give every product a score: streaming, masking, evidence, files.

A model says how it learns, how it scores a block of customers, how much one product speaks for another, and which
arrays it consists of. Everything a caller sees (contract.py) follows from these.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, NamedTuple, Self

from shop.recommender.contract import Cause, Scored
from shop.recommender.interactions import Histories, Interactions
from shop.recommender.ranking import NOTHING, Top, best
from shop.recommender.storage import Arrays, read, write

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

BLOCK = 256
"""Customers scored at a time: bounds the memory to BLOCK x products."""
SUPPORT = 2
"""So many customers must have bought both products before one is given as the reason for the other."""
WINDOW = 90
"""Days within which a purchase counts as recent."""
KNOWN = "interactions.npz"


class Part(NamedTuple):
    """The best products of some customers."""

    customers: list[str]
    top: Top


class Scorer(ABC):
    """A model that scores all products at once. `known` is what it was fitted on."""

    name: ClassVar[str]
    window: int = WINDOW
    cold: ClassVar[bool] = False
    """Whether it has something to say to a customer without any purchase."""
    unsold: ClassVar[bool] = False
    """Whether it can recommend a product that nobody bought yet."""
    known: Interactions

    def fit(self, interactions: Interactions) -> Self:
        """Learn from purchases and return the model itself."""
        self.known = interactions
        self._learn(interactions)
        return self

    @abstractmethod
    def _learn(self, known: Interactions) -> None:
        """Compute what the scores need; must not fail for empty interactions."""

    @abstractmethod
    def score(self, asked: Histories) -> NDArray[np.float32]:
        """Return customers x products; NOTHING where the model has nothing to say. May be overwritten by the caller."""

    @abstractmethod
    def pull(self, places: NDArray[np.int64], column: int) -> NDArray[np.float32]:
        """Return how much each of the products at `places` speaks for the one at `column`."""

    @abstractmethod
    def arrays(self) -> Arrays:
        """Return what was learnt, and the dials, as plain arrays."""

    @classmethod
    @abstractmethod
    def restored(cls, arrays: Arrays, known: Interactions) -> Self:
        """Rebuild from what `arrays` returned."""

    def near(self, column: int) -> NDArray[np.float32]:
        """Return how near every product is to the one at `column`: what speaks for it to those who bought just that."""
        import numpy as np

        scores = self.score(Histories.single(np.array([column]), len(self.known.products)))
        return np.asarray(scores[0])

    def recommend_many(
        self,
        customers: Sequence[str],
        k: int,
        exclude: Mapping[str, Collection[str]],
        allowed: Collection[str] | None = None,
    ) -> dict[str, list[Scored]]:
        """Return the best scored products of each customer; see the contract."""
        found: dict[str, list[Scored]] = {}
        for part in self.stream(list(dict.fromkeys(customers)), k, exclude, allowed):
            places, scores = part.top.places.tolist(), part.top.scores.tolist()
            for customer, row, values in zip(part.customers, places, scores, strict=True):
                found[customer] = self._scored(row, values)
        return found

    def stream(
        self,
        customers: Sequence[str],
        k: int,
        exclude: Mapping[str, Collection[str]],
        allowed: Collection[str] | None = None,
    ) -> Iterator[Part]:
        """Yield the best products block by block, so that the memory does not grow with the customers."""
        import numpy as np

        shelf = self._shelf(allowed)
        for start in range(0, len(customers), BLOCK):
            block = list(customers[start : start + BLOCK])
            asked = self.known.histories(block)
            scores = self.score(asked) if self.known.products else np.zeros((len(block), 0), dtype=np.float32)
            self._mask(scores, asked, shelf)
            self._exclude(scores, block, exclude)
            yield Part(block, best(scores, k))

    def similar(self, product: str, k: int) -> list[Scored]:
        """Return the products nearest to `product`; [] when it is not known."""
        column = self.known.column_of.get(product)
        if column is None:
            return []
        scores = self.near(column)[None, :]
        scores[0, ~self._shelf(None)] = NOTHING
        scores[0, column] = NOTHING
        scores[scores <= 0] = NOTHING
        top = best(scores, k)
        return self._scored(top.places[0].tolist(), top.scores[0].tolist())

    def explain(self, customer: str, product: str) -> Cause | None:
        """Return the bought product that speaks most for it and that enough others bought too, else its popularity."""
        column = self.known.column_of.get(product)
        if column is None:
            return None
        return self._because(customer, column) or self._popular(column)

    def save(self, folder: Path) -> None:
        """Write NAME.npz and the purchases it was fitted on (interactions.npz)."""
        write(folder / KNOWN, self.known.arrays())
        self.save_learnt(folder)

    def save_learnt(self, folder: Path) -> None:
        """Write NAME.npz alone."""
        write(folder / f"{self.name}.npz", self.arrays())

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read what `save` wrote."""
        return cls.load_learnt(folder, Interactions.from_arrays(read(folder / KNOWN)))

    @classmethod
    def load_learnt(cls, folder: Path, known: Interactions) -> Self:
        """Read NAME.npz, fitted on `known`."""
        model = cls.restored(read(folder / f"{cls.name}.npz"), known)
        model.known = known
        return model

    def _shelf(self, allowed: Collection[str] | None) -> NDArray[np.bool_]:
        import numpy as np

        sold = np.full(len(self.known.products), True) if self.unsold else self.known.buyers > 0
        if allowed is None:
            return sold
        within = allowed if isinstance(allowed, set | frozenset | dict) else frozenset(allowed)
        return np.asarray(sold & np.array([name in within for name in self.known.products], dtype=bool))

    def _mask(self, scores: NDArray[np.float32], asked: Histories, shelf: NDArray[np.bool_]) -> None:
        """Take out what was bought, what is not on the shelf, and everybody the model knows nothing about."""
        import numpy as np

        lengths = np.diff(asked.taste.indptr)
        scores[np.repeat(np.arange(len(lengths)), lengths), asked.taste.indices] = NOTHING
        if not shelf.all():
            scores[:, ~shelf] = NOTHING
        if not self.cold:
            scores[lengths == 0] = NOTHING

    def _exclude(
        self, scores: NDArray[np.float32], customers: list[str], exclude: Mapping[str, Collection[str]]
    ) -> None:
        column_of = self.known.column_of
        for row, customer in enumerate(customers):
            gone = [column_of[product] for product in exclude.get(customer, ()) if product in column_of]
            if gone:
                scores[row, gone] = NOTHING

    def _scored(self, places: list[int], scores: list[float]) -> list[Scored]:
        names, model = self.known.products, self.name
        return [Scored(names[place], score, model) for place, score in zip(places, scores, strict=True) if place >= 0]

    def _because(self, customer: str, column: int) -> Cause | None:
        import numpy as np

        bought = self.known.bought(customer)
        bought = bought[bought != column]
        if not len(bought):
            return None
        pulls = self.pull(bought, column)
        for place in np.argsort(-pulls, kind="stable").tolist():
            if pulls[place] <= 0:
                return None
            customers = self.known.together(int(bought[place]), column)
            if customers >= SUPPORT:
                return Cause("because_bought", self.known.products[int(bought[place])], customers, 0)
        return None

    def _popular(self, column: int) -> Cause | None:
        import numpy as np

        buyers = int(self.known.buyers[column])
        ages = self.known.ages_of(column)
        return Cause("popular", "", buyers, int(np.count_nonzero(ages <= self.window))) if buyers else None
