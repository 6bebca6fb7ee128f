"""Two towers: one network turns a customer's purchases into a vector, another turns a product into one.

customer tower  W2 relu(W1 m + b1) + m,  m = mean of the vectors e(i) of what they bought
product tower   its vector e(j)
score           customer . product

Trained to tell a held-out purchase from the others of its batch by softmax, with the log of a product's frequency
taken off its score, so that popular products are not punished for being in every batch: Yi, Yang, Hong and others,
"Sampling-bias-corrected neural modeling for large corpus item recommendations", RecSys 2019. Small on purpose: it is
here for shops with very many customers. torch is imported when it is fitted only; the weights are plain arrays. One
thread and a seed of its own, so that the same purchases give the same weights. Ratings are not used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from shop.recommender.interactions import Histories, Interactions
from shop.recommender.ranking import product
from shop.recommender.scorer import Scorer
from shop.recommender.storage import Arrays

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

BATCH = 512
MOST = 400_000
"""Purchases shown in one round of training; a larger shop shows a different sample in each round."""
_WEIGHTS = ("products", "inner", "bias", "outer")


class TwoTower(Scorer):
    """Recommends the products whose vectors lie nearest to the customer's."""

    name = "two-tower"

    def __init__(self, factors: int = 64, rounds: int = 15, rate: float = 0.003, seed: int = 0) -> None:
        self.factors = factors
        self.rounds = rounds
        self.rate = rate
        self.seed = seed

    def score(self, asked: Histories) -> NDArray[np.float32]:
        """Return the products of both towers."""
        import numpy as np

        counts = np.maximum(np.diff(asked.taste.indptr), 1).astype(np.float32)[:, None]
        mean = np.asarray(asked.taste @ self._weights["products"], dtype=np.float32) / counts
        hidden = np.maximum(product(mean, self._weights["inner"]) + self._weights["bias"], 0)
        return product(product(hidden, self._weights["outer"]) + mean, self._weights["products"].T)

    def pull(self, places: NDArray[np.int64], column: int) -> NDArray[np.float32]:
        """Return the products of the vectors."""
        import numpy as np

        return np.asarray(self._weights["products"][places] @ self._weights["products"][column])

    def arrays(self) -> Arrays:
        """Return the weights."""
        return dict(self._weights)

    @classmethod
    def restored(cls, arrays: Arrays, known: Interactions) -> Self:
        """Rebuild from arrays; the dials do not matter any more."""
        model = cls()
        model._weights = {name: arrays[name] for name in _WEIGHTS}
        return model

    def _learn(self, known: Interactions) -> None:
        import torch

        threads = torch.get_num_threads()
        torch.set_num_threads(1)
        try:
            self._weights = self._trained(known, torch)
        finally:
            torch.set_num_threads(threads)

    def _trained(self, known: Interactions, torch: Any) -> Arrays:  # noqa: ANN401 - torch has no types here
        import numpy as np

        dice = torch.Generator().manual_seed(self.seed)
        size, d = len(known.products), self.factors
        shapes = {"products": (size, d), "inner": (d, d), "bias": (d,), "outer": (d, d)}
        scale = {"products": 0.1, "inner": d**-0.5, "bias": 0.0, "outer": 0.1 * d**-0.5}
        weights = {
            name: (torch.randn(*shapes[name], generator=dice) * scale[name]).requires_grad_() for name in _WEIGHTS
        }
        steps = torch.optim.Adam(weights.values(), lr=self.rate)
        chosen = np.random.default_rng(self.seed)
        enough = np.diff(known.starts)[known.rows] > 1
        for _ in range(self.rounds):
            pairs = chosen.permutation(np.flatnonzero(enough))[:MOST]
            for start in range(0, len(pairs), BATCH):
                loss = _loss(known, pairs[start : start + BATCH], weights, torch)
                steps.zero_grad()
                loss.backward()
                steps.step()
        return {name: weight.detach().numpy().astype(np.float32) for name, weight in weights.items()}


def _loss(known: Interactions, pairs: NDArray[np.int64], weights: Any, torch: Any) -> Any:  # noqa: ANN401
    """Return the mean loss of one batch: each pair is predicted from the customer's other purchases."""
    import numpy as np

    rows, targets = known.rows[pairs], known.columns[pairs]
    lengths = known.starts[rows + 1] - known.starts[rows]
    ends = np.cumsum(lengths)
    others = np.repeat(known.starts[rows] - ends + lengths, lengths) + np.arange(ends[-1])
    items, offsets = torch.from_numpy(known.columns[others]), torch.from_numpy(ends - lengths)
    target = torch.from_numpy(targets)
    vectors = weights["products"][target]
    sums = torch.nn.functional.embedding_bag(items, weights["products"], offsets, mode="sum")
    mean = (sums - vectors) / torch.from_numpy((lengths - 1).astype(np.float32))[:, None]
    user = torch.relu(mean @ weights["inner"] + weights["bias"]) @ weights["outer"] + mean
    often = torch.from_numpy(np.log(known.buyers[targets] / len(known.rows)).astype(np.float32))
    scores = user @ vectors.T - often[None, :]
    same = target[None, :] == target[:, None]
    same.fill_diagonal_(False)
    scores = scores.masked_fill(same, float("-inf"))
    return torch.nn.functional.cross_entropy(scores, torch.arange(len(target)))
