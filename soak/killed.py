"""Kill -9 at many moments of an import: the previous shop stays readable, a rerun completes."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from shop.home import Home
from shop.importing.pipeline import import_source
from shop.samples import sample_source
from shop.store.view import ShopView
from soak.proof import Outcome

SCRIPT = """
import sys
from shop.home import Home
from shop.importing.pipeline import import_source
from shop.samples import sample_source
import_source(sample_source("coffee", 300, 8), Home(sys.argv[1]))
"""
COUNTS = "SELECT (SELECT count(*) FROM customers), (SELECT count(*) FROM order_lines), (SELECT count(*) FROM events)"


def killed_imports(folder: Path, n: int) -> Outcome:
    home = Home(folder / "home")
    import_source(sample_source("coffee", 300, 7), home)
    with ShopView(home.current_build()) as opened:
        before = opened.rows(COUNTS)
        duration = _timed(folder / "other")
        dice = random.Random(1)
        broken, landed = 0, 0
        for _ in range(n):
            name = home.pointer.read_text()
            _killed_after(home, dice.uniform(0.0, duration))
            landed += home.pointer.read_text() != name
            with ShopView(home.current_build()) as fresh:
                broken += fresh.rows(COUNTS)[0][0] == 0 or opened.rows(COUNTS) != before
        import_source(sample_source("coffee", 300, 8), home)
        with ShopView(home.current_build()) as fresh:
            completed = fresh.rows(COUNTS)[0][0] > 0
    figures = f"{broken} unreadable, {landed} finished before the kill, rerun completes: {completed}"
    return Outcome("killed_imports", n, broken == 0 and completed, figures)


def _timed(path: Path) -> float:
    started = time.monotonic()
    subprocess.run([sys.executable, "-c", SCRIPT, str(path)], check=True)
    return time.monotonic() - started


def _killed_after(home: Home, seconds: float) -> None:
    process = subprocess.Popen([sys.executable, "-c", SCRIPT, str(home)], stderr=subprocess.DEVNULL)
    try:
        process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
