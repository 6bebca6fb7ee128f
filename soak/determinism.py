"""The demo twice with one seed and one as-of: messages.jsonl is the same byte for byte."""

from __future__ import annotations

from pathlib import Path

from app.demo import run_demo
from app.settings import Settings
from soak.proof import Outcome


def same_bytes_twice(folder: Path, n: int) -> Outcome:
    settings = Settings(embedder="hashing")
    runs = [run_demo(settings, folder / name, n, 7, lambda what, done: None) for name in ("one", "two")]
    first, second = ((folder / name / "gallery" / "messages.jsonl").read_bytes() for name in ("one", "two"))
    allowed = sum(line.allowed for line in runs[0].lines)
    figures = f"{len(first):,} bytes, equal: {first == second}; {allowed} of {runs[0].messages} messages allowed"
    return Outcome("same_bytes_twice", n, first == second and allowed == runs[0].messages >= 60, figures)
