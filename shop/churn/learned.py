"""A churn model that was learnt: scale of the columns, learners, calibration, spend; it answers for any buyers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from shop.churn.calibration import Calibration
from shop.churn.design import Family, Scale, families, matrix
from shop.churn.features import Known
from shop.churn.learners import Logistic, Trees
from shop.churn.spend import SpendModel

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

Choice = Literal["logistic", "boosted trees", "blend"]
CHOICES: tuple[Choice, ...] = ("logistic", "blend", "boosted trees")
"""Candidates, simplest to explain first: on equal figures the earlier one is taken."""


@dataclass(frozen=True, eq=False)
class Pair:
    """Both learners on the same rows; the blend is the mean of their log-odds."""

    scale: Scale
    logistic: Logistic
    trees: Trees

    def log_odds(self, choice: Choice, rows: Floats) -> Floats:
        """Return the score of one candidate."""
        if choice == "logistic":
            return self.logistic.log_odds(rows)
        if choice == "boosted trees":
            return self.trees.log_odds(rows)
        return (self.logistic.log_odds(rows) + self.trees.log_odds(rows)) / 2


@dataclass(frozen=True, eq=False)
class Learned:
    """The chosen candidate with its calibration. `usual` is the median of each column over those who
    ordered again in the rows learnt from."""

    choice: Choice
    pair: Pair
    calibration: Calibration
    spend: SpendModel
    usual: Floats

    def log_odds(self, known: Known) -> Floats:
        """Return calibrated log-odds of no order within the horizon."""
        return self._score(matrix(known, self.pair.scale))

    def probability(self, known: Known) -> Floats:
        """Return the probability of no order within the horizon."""
        return self.calibration.probability(self.pair.log_odds(self.choice, matrix(known, self.pair.scale)))

    def attributions(self, known: Known) -> dict[Family, Floats]:
        """Return, per family, how much it raises a customer's log-odds over the same customer with the columns
        that are usual among those who stay."""
        import numpy as np

        rows = matrix(known, self.pair.scale)
        whole, of = self._score(rows), np.array(families(self.pair.scale))
        found: dict[Family, Floats] = {}
        for family in dict.fromkeys(families(self.pair.scale)):
            found[family] = whole - self._score(np.where(of == family, self.usual, rows))
        return found

    def arrays(self) -> dict[str, Any]:
        """Return what a file needs beside the numbers of `settings`."""
        parts = {"logistic": self.pair.logistic.arrays(), "trees": self.pair.trees.arrays()}
        held = {f"{part}.{name}": array for part, arrays in parts.items() for name, array in arrays.items()}
        return {**held, "usual": self.usual}

    def settings(self) -> dict[str, Any]:
        """Return the plain numbers, for JSON."""
        scale = self.pair.scale
        return {
            "choice": self.choice,
            "scale": {"horizon": scale.horizon, "usual_gap": scale.usual_gap, "seasons": scale.seasons},
            "calibration": self.calibration.model_dump(mode="json"),
            "spend": self.spend.model_dump(mode="json"),
        }

    @classmethod
    def restored(cls, settings: dict[str, Any], arrays: dict[str, Any]) -> Learned:
        """Rebuild from what `settings` and `arrays` returned; raises KeyError, TypeError or ValueError if damaged."""
        parts: dict[str, dict[str, Any]] = {"logistic": {}, "trees": {}}
        for name, array in arrays.items():
            part, _, field = name.partition(".")
            if field:
                parts[part][field] = array
        pair = Pair(
            Scale(**settings["scale"]),
            Logistic.from_arrays(parts["logistic"]),
            Trees.from_arrays(parts["trees"]),
        )
        if settings["choice"] not in CHOICES:
            raise ValueError(f"{settings['choice']!r} is not a candidate")
        return cls(
            settings["choice"], pair, Calibration(**settings["calibration"]), SpendModel(**settings["spend"]),
            arrays["usual"],
        )  # fmt: skip

    def _score(self, rows: Floats) -> Floats:
        return self.calibration.slope * self.pair.log_odds(self.choice, rows) + self.calibration.level
