"""The search benchmark with 200,000 invented products. Vectors come from the hashing embedder: so many take the default
model half an hour; everything but the model's own milliseconds is measured."""

from __future__ import annotations

from pathlib import Path

from app.copilot import build
from app.settings import Settings
from bench.retrieval import WHAT, Bench, measured
from bench.retrieval_shop import load_invented

PRODUCTS = 200_000


def retrieval_large(folder: Path) -> dict[str, object]:
    copilot = build(Settings(home=folder / "home", embedder="hashing"))

    def load(changed: bool) -> None:
        load_invented(copilot.settings, folder, PRODUCTS, changed=changed)

    return {"what": WHAT, "catalogue": "invented", **measured(Bench(folder, copilot, load))}
