"""The churn model of one build and moment: learnt or the rhythm rule, kept as .npz and JSON, never as a pickle."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from shop.churn.card import ChurnCard
from shop.churn.learned import Learned
from shop.errors import DamagedHome
from shop.home import PRIVATE_DIR, PRIVATE_FILE
from shop.recommender import storage

HORIZON_DAYS = 90
"""Days that are looked ahead unless a caller says otherwise: a season."""


@dataclass(frozen=True, eq=False)
class ChurnModel:
    """A model as of `trained_until`; `learned` is None where the rhythm rule stands in."""

    version: str
    horizon: int
    trained_until: datetime
    learned: Learned | None
    card: ChurnCard

    @property
    def name(self) -> str:
        """What forecasts and outputs call it."""
        return self.card.model

    def save(self, folder: Path) -> None:
        """Write the model; the note is written last, and a folder without it is never read."""
        folder.mkdir(parents=True, exist_ok=True, mode=PRIVATE_DIR)
        if self.learned is not None:
            storage.write(folder / "model.npz", self.learned.arrays())
        note = {
            "version": self.version, "horizon": self.horizon, "trained_until": self.trained_until.isoformat(),
            "learned": None if self.learned is None else self.learned.settings(),
            "card": self.card.model_dump(mode="json"),
        }  # fmt: skip
        fresh = folder / "model.new"
        fresh.write_text(json.dumps(note, indent=1), encoding="utf-8")
        fresh.chmod(PRIVATE_FILE)
        fresh.replace(folder / "model.json")

    @classmethod
    def load(cls, folder: Path) -> ChurnModel:
        """Read what `save` wrote; raises DamagedHome when it is missing or was changed."""
        note = folder / "model.json"
        try:
            held: dict[str, Any] = json.loads(note.read_text(encoding="utf-8"))
            settings = held["learned"]
            learned = None
            if settings is not None:
                learned = Learned.restored(settings, storage.read(folder / "model.npz"))
            card = ChurnCard.model_validate(held["card"])
            until = datetime.fromisoformat(held["trained_until"])
            return cls(str(held["version"]), int(held["horizon"]), until, learned, card)
        except (OSError, ValueError, KeyError, TypeError, ValidationError) as error:
            raise DamagedHome(str(note), f"not a saved churn model ({error})") from error
