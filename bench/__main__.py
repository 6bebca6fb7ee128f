"""`make bench`: run the benchmarks, print them, and keep the results as JSON."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

BENCHMARKS = (
    "start",
    "import_sample",
    "import_adapters",
    "message",
    "guard",
    "segments",
    "churn",
    "portraits",
    "promotions",
    "promotions_crowd",
    "promotions_replay",
    "recommender",
    "recommender_lookup",
    "retrieval",
    "retrieval_large",
)
"""Modules of this folder, each with a function of its own name. Imported one by one when they run: a child's peak
memory is never reported below that of the process that started it, so this process stays small."""
RESULTS = Path(__file__).parent / "results"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*BENCHMARKS, []], help="benchmarks to run (default: all)")
    for name in parser.parse_args().names or BENCHMARKS:
        with TemporaryDirectory(prefix="copilot-bench-") as folder:
            figures = getattr(import_module(f"bench.{name}"), name)(Path(folder))
        result = {"benchmark": name, **machine(), "figures": figures}
        RESULTS.mkdir(exist_ok=True)
        text = json.dumps(result, indent=2) + "\n"
        (RESULTS / f"{name}.json").write_text(text, encoding="utf-8")
        sys.stdout.write(text)
    return 0


def machine() -> dict[str, object]:
    """Return what the figures depend on."""
    model = ""
    if Path("/proc/cpuinfo").exists():
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        model = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "cpu": model,
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "command": f"python -m bench {' '.join(sys.argv[1:])}".strip(),
    }


if __name__ == "__main__":
    sys.exit(main())
