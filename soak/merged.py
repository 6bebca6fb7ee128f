"""Kill -9 at many moments of a merge, and the properties of merging with many more sources than the tests try."""

from __future__ import annotations

import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

from shop.home import Home
from shop.store.view import ShopView
from soak.proof import Outcome

REPOSITORY = Path(__file__).resolve().parents[1]
PROPERTIES = "tests/shop/importing/merge/test_properties.py"
MERGE = """
import sys
from pathlib import Path
from shop.home import Home
from shop.importing.csv_source import CsvSource, ShopOverrides
from shop.importing.pipeline import import_source
for name in sys.argv[2:]:
    source = CsvSource(Path(name), shop=ShopOverrides(id="t", zone="UTC", currency="EUR"))
    import_source(source, Home(sys.argv[1]), merge=True, adapter="csv", name=Path(name).name, path=Path(name))
"""
COUNTS = (
    "SELECT (SELECT count(*) FROM customers), (SELECT count(*) FROM customer_aliases), (SELECT count(*) FROM orders),"
    " (SELECT count(*) FROM consents), (SELECT count(*) FROM events)"
)


def killed_merges(folder: Path, n: int) -> Outcome:
    """Kill a merge n times: whoever reads the shop sees it as it was or as it will be, and a rerun completes."""
    crm, mail = written(folder, "crm", 3000), written(folder, "mail", 3000)
    merge(Home(folder / "present"), crm)
    whole = folder / "whole"
    shutil.copytree(folder / "present", whole)
    before = counted(Home(whole))
    started = time.monotonic()
    merge(Home(whole), mail)
    duration = time.monotonic() - started
    after = counted(Home(whole))
    dice = random.Random(2)
    broken = landed = completed = 0
    for trial in range(n):
        home = Home(folder / f"home-{trial}")
        shutil.copytree(folder / "present", home.path)
        with ShopView(home.current_build()) as opened:
            killed_after(home, mail, dice.uniform(0.0, duration))
            seen = counted(home)
            landed += seen == after
            broken += seen not in (before, after) or opened.rows(COUNTS) != [before]
        merge(home, mail)
        completed += counted(home) == after
        shutil.rmtree(home.path)
    figures = f"{broken} broken, {landed} finished before the kill, {completed} of {n} reruns complete"
    return Outcome("killed_merges", n, broken == 0 and completed == n and before != after, figures)


def merged_sources(folder: Path, n: int) -> Outcome:
    """Run the properties of merging with n examples each."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--basetemp={folder / 'pytest'}", PROPERTIES],
        cwd=REPOSITORY, env={**os.environ, "MERGE_EXAMPLES": str(n)}, capture_output=True, text=True,
    )  # fmt: skip
    said = re.findall(r"\d+ (?:passed|failed)[^\n]*", done.stdout)
    return Outcome("merged_sources", n, done.returncode == 0, said[-1] if said else done.stdout[-200:])


def written(folder: Path, name: str, people: int) -> Path:
    """Write a source: every second of its people is one of the other source's too, by e-mail."""
    target = folder / name
    target.mkdir()
    shift = 0 if name == "crm" else people // 2
    rows = [f"{name}{n},person{n + shift}@x.example,{'yes' if n % 3 else 'no'}" for n in range(people)]
    orders = [f"{name}-o{n},{name}{n},2026-0{n % 9 + 1}-01,{n % 90 + 1}" for n in range(people)]
    events = [f"{name}{n % people},view,2026-0{n % 9 + 1}-02" for n in range(people * 5)]
    tables = {
        "customers.csv": ("customer_id,email,email_consent", rows),
        "orders.csv": ("order_id,customer_id,placed_at,total", orders),
        "events.csv": ("customer_id,kind,happened_at", events),
    }
    for file, (header, lines) in tables.items():
        (target / file).write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    return target


def merge(home: Home, *folders: Path) -> None:
    """Merge the folders in a process of their own, as the program would."""
    subprocess.run([sys.executable, "-c", MERGE, str(home), *map(str, folders)], check=True)


def counted(home: Home) -> tuple[object, ...]:
    """Return how much the home's shop holds."""
    with ShopView(home.current_build()) as view:
        return view.rows(COUNTS)[0]


def killed_after(home: Home, folder: Path, seconds: float) -> None:
    """Start to merge the folder and kill the process."""
    process = subprocess.Popen([sys.executable, "-c", MERGE, str(home), str(folder)], stderr=subprocess.DEVNULL)
    try:
        process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
