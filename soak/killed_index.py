"""Kill -9 at many moments of building the search index: the old index answers, a rerun completes and leaves no byte of
a removed text."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

from app.copilot import Copilot, build
from app.importing import import_csv
from app.indexing import index
from app.settings import Settings
from soak.proof import Outcome

PRODUCTS = 1200
REMOVED = "Zwetschgendatschi"
"""Stands in descriptions and reviews of the first import, not of the second."""
QUERIES = ("steel kettle", "quiet grinder", "renewed mug", "tray")
WORDS = ("kettle", "grinder", "mug", "tray", "steel", "oak", "quiet", "small", "round", "blue", "thin", "heavy")
BUILD = """
import sys
from pathlib import Path
from app.copilot import build
from app.indexing import index
from app.settings import Settings
copilot = build(Settings(home=Path(sys.argv[1]), embedder="hashing"))
print("ready", flush=True)
index(copilot)
"""

Answers = tuple[tuple[str, ...], ...]


class Present(NamedTuple):
    """A home whose shop is newer than its index, what the index answers now, and what it will once it is built."""

    home: Path
    before: Answers
    after: Answers
    seconds: float


def killed_indexing(folder: Path, n: int) -> Outcome:
    """Kill n builds: whoever searches gets the answers of the old index or of the new one, whole in both cases."""
    present = _present(folder)
    dice = random.Random(3)
    silent = landed = incomplete = traces = 0
    for trial in range(n):
        home = folder / f"home-{trial}"
        shutil.copytree(present.home, home)
        _built(home, killed_after=dice.uniform(0.0, 1.1 * present.seconds))
        seen = answers(_copilot(home))
        landed += seen == present.after
        silent += seen not in (present.before, present.after)
        index(_copilot(home))
        incomplete += answers(_copilot(home)) != present.after or len(list((home / "index").glob("v*"))) != 1
        traces += holders(home)
        shutil.rmtree(home)
    figures = (
        f"{silent} without a whole answer, {landed} finished before the kill, {incomplete} reruns incomplete, "
        f"{traces} files hold a removed text"
    )
    return Outcome("killed_indexing", n, silent == incomplete == traces == 0, figures)


def _present(folder: Path) -> Present:
    home = folder / "present"
    _imported(folder / "files", home, changed=False)
    index(_copilot(home))
    if not holders(home):
        raise AssertionError("the scan does not find the text that is there")
    _imported(folder / "files", home, changed=True)
    before = answers(_copilot(home))
    whole = folder / "whole"
    shutil.copytree(home, whole)
    seconds = _built(whole)
    after = answers(_copilot(whole))
    if before == after or not all(before):
        raise AssertionError("old and new index cannot be told apart")
    return Present(home, before, after, seconds)


def _copilot(home: Path) -> Copilot:
    return build(Settings(home=home, embedder="hashing"))


def answers(copilot: Copilot) -> Answers:
    """Return the ids that the words find for some queries; empty where meaning did not answer as well (whose order is
    left out: among the many equal vectors of this shop the nearest hundred are not always the same)."""
    with copilot.searcher() as searcher:
        found = searcher.rankings(QUERIES, 10)
        whole = not searcher.degraded and all(one["meaning"] for one in found)
        return tuple(tuple(one["words"]) for one in found) if whole else ()


def _built(home: Path, killed_after: float | None = None) -> float:
    """Build in a process of its own, killed some seconds after it began if asked; return how long it built."""
    process = subprocess.Popen([sys.executable, "-c", BUILD, str(home)], stdout=subprocess.PIPE)
    with process:
        if process.stdout is None or process.stdout.readline() != b"ready\n":
            raise AssertionError("the build did not begin")
        started = time.monotonic()
        try:
            process.wait(timeout=killed_after)
        except subprocess.TimeoutExpired:
            os.kill(process.pid, signal.SIGKILL)
            process.wait()
    return time.monotonic() - started


def holders(home: Path) -> int:
    """Return how many files hold the removed text or its stem, in any case, in UTF-8 or UTF-16."""
    stem = REMOVED.lower()[:-2]
    needles = (stem.encode(), stem.encode("utf-16-le"))
    files = (path for path in home.rglob("*") if path.is_file())
    return sum(any(needle in path.read_bytes().lower() for needle in needles) for path in files)


def _imported(files: Path, home: Path, *, changed: bool) -> None:
    """Import the shop: once with the text that goes, once without it and with every tenth product renamed."""
    files.mkdir(exist_ok=True)
    dice = random.Random(4)
    rows, gone = ["product_id,name,description,price,currency,category,stock"], "" if changed else REMOVED
    for number in range(PRODUCTS):
        name = " ".join(dice.sample(WORDS, 4)) + (" renewed" if changed and number % 10 == 0 else "")
        text = " ".join([*dice.choices(WORDS, k=15), gone if number % 50 == 0 else ""]).strip()
        rows.append(f"p{number:05},{name} {number},{text},{number % 90 + 1}.00,USD,{WORDS[number % 4]},5")
    (files / "products.csv").write_text("\n".join(rows), encoding="utf-8")
    review = f"r1,p00001,2,{gone or 'It'} was crushed,2026-11-01"
    (files / "reviews.csv").write_text(f"review_id,product_id,rating,body,at\n{review}\n", encoding="utf-8")
    import_csv(
        Settings(home=home, embedder="hashing"), files, mapping=None, currency="USD", zone="UTC", live=False,
        told=lambda what, done: None,
    )  # fmt: skip
