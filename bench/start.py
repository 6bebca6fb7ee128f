"""`copilot --help` against a bare Python start. Budget: 0.5 s, 60 MB."""

from __future__ import annotations

import sys
from pathlib import Path

from bench.measure import child


def start(folder: Path) -> dict[str, object]:
    program = str(Path(sys.executable).with_name("copilot"))
    ours, bare = child([program, "--help"], 9), child([sys.executable, "-c", "pass"], 9)
    return {
        "what": "copilot --help; baseline: python -c pass; median of 9 runs after one warm-up",
        "seconds": ours.seconds,
        "peak_mb": ours.peak_mb,
        "baseline_seconds": bare.seconds,
        "baseline_peak_mb": bare.peak_mb,
        "ratio": round(ours.seconds / bare.seconds, 1),
    }
