"""Factor models of the library `implicit`: ALS and BPR, with sizes and penalties of our own, never its defaults.

score(c, j) = p(c) . q(j)        nearness of products: cosine of q

als  implicit feedback with confidence 1 + alpha for what was bought: Hu, Koren and Volinsky, "Collaborative filtering
     for implicit feedback datasets", ICDM 2008. The library's penalty of .01 overfits shops by a wide margin.
bpr  bought products above others, by sampled pairs: Rendle, Freudenthaler, Gantner and Schmidt-Thieme, "BPR: Bayesian
     personalized ranking from implicit feedback", UAI 2009.

One thread and a seed, so that the same purchases give the same factors. Ratings are not used. Only customers who were
there when it was fitted have factors; the others are left to a model that needs none.
"""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, Any, Self

from shop.recommender.interactions import Histories, Interactions
from shop.recommender.ranking import NOTHING, product
from shop.recommender.scorer import Scorer
from shop.recommender.storage import Arrays

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class _Factors(Scorer):
    """What ALS and BPR share: `_customers` (with a last row of zeros for nobody) and `_products` are the factors."""

    _customers: NDArray[np.float32]
    _products: NDArray[np.float32]

    def score(self, asked: Histories) -> NDArray[np.float32]:
        """Return the products of factors; NOTHING for a customer without any."""
        scores = product(self._customers[asked.rows], self._products.T)
        scores[asked.rows < 0] = NOTHING
        return scores

    def near(self, column: int) -> NDArray[np.float32]:
        """Return the cosine of the factors of every product with those of the one at `column`."""
        return self._cosine(slice(None), column)

    def pull(self, places: NDArray[np.int64], column: int) -> NDArray[np.float32]:
        """Return the cosine of the factors."""
        return self._cosine(places, column)

    def arrays(self) -> Arrays:
        """Return the factors."""
        return {"customers": self._customers, "products": self._products}

    @classmethod
    def restored(cls, arrays: Arrays, known: Interactions) -> Self:
        """Rebuild from arrays; the dials do not matter any more."""
        model = cls()
        model._customers, model._products = arrays["customers"], arrays["products"]
        return model

    def _cosine(self, places: Any, column: int) -> NDArray[np.float32]:  # noqa: ANN401 - an index of any kind
        import numpy as np

        units = self._products[places]
        lengths = np.linalg.norm(units, axis=1) * np.linalg.norm(self._products[column])
        return np.asarray((units @ self._products[column]) / np.maximum(lengths, 1e-12), dtype=np.float32)

    def _learn(self, known: Interactions) -> None:
        import numpy as np
        from threadpoolctl import threadpool_limits

        if not len(known.rows):
            self._customers = np.zeros((len(known.customers) + 1, 1), dtype=np.float32)
            self._products = np.zeros((len(known.products), 1), dtype=np.float32)
            return
        with threadpool_limits(1, "blas"):
            customers, products = (np.asarray(found, dtype=np.float32) for found in self._train(known))
        self._customers = np.vstack([customers, np.zeros_like(customers[:1])])
        self._products = products

    @abstractmethod
    def _train(self, known: Interactions) -> tuple[Any, Any]:
        """Return the factors of customers and products."""


class Als(_Factors):
    """Alternating least squares; `alpha` is how much more a purchase counts than none."""

    name = "als"

    def __init__(
        self, factors: int = 128, penalty: float = 30.0, alpha: float = 3.0, iterations: int = 15, seed: int = 0
    ) -> None:
        self.factors = factors
        self.penalty = penalty
        self.alpha = alpha
        self.iterations = iterations
        self.seed = seed

    def _train(self, known: Interactions) -> tuple[Any, Any]:
        from implicit.cpu.als import AlternatingLeastSquares

        model = AlternatingLeastSquares(
            factors=min(self.factors, max(len(known.products) // 2, 4)), regularization=self.penalty, alpha=self.alpha,
            iterations=self.iterations, num_threads=1, random_state=self.seed,
        )  # fmt: skip
        model.fit(known.matrix, show_progress=False)
        return model.user_factors, model.item_factors


class Bpr(_Factors):
    """Bayesian personalised ranking by stochastic gradient descent."""

    name = "bpr"

    def __init__(
        self, factors: int = 64, rate: float = 0.05, penalty: float = 0.02, iterations: int = 150, seed: int = 0
    ) -> None:
        self.factors = factors
        self.rate = rate
        self.penalty = penalty
        self.iterations = iterations
        self.seed = seed

    def _train(self, known: Interactions) -> tuple[Any, Any]:
        from implicit.cpu.bpr import BayesianPersonalizedRanking

        model = BayesianPersonalizedRanking(
            factors=self.factors, learning_rate=self.rate, regularization=self.penalty, iterations=self.iterations,
            num_threads=1, random_state=self.seed,
        )  # fmt: skip
        model.fit(known.matrix, show_progress=False)
        return model.user_factors, model.item_factors
