"""Measuring a child process: wall seconds and peak memory, several runs, median."""

from __future__ import annotations

import os
import statistics
import subprocess
import time
from collections.abc import Mapping, Sequence
from typing import NamedTuple


class Run(NamedTuple):
    """Median wall seconds and the largest peak resident size in MB; of a single run also the seconds on a core, which
    a busy machine stretches far less."""

    seconds: float
    peak_mb: float
    cpu_seconds: float = 0.0


def child(command: Sequence[str], runs: int = 5) -> Run:
    """Run a command once to warm the disk cache, then `runs` times."""
    measured = [once(command) for _ in range(runs + 1)][1:]
    return Run(
        round(statistics.median(run.seconds for run in measured), 3), round(max(run.peak_mb for run in measured), 1)
    )


def once(command: Sequence[str], environment: Mapping[str, str] | None = None) -> Run:
    """Run a command one time, with more variables in its environment."""
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, env={**os.environ, **(environment or {})})
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{command!r} ended with {process.returncode}")
    return Run(time.perf_counter() - started, usage.ru_maxrss / 1024, usage.ru_utime + usage.ru_stime)
