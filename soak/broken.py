"""Broken input in many forms: each import finishes with a report that adds up, or refuses with a clear sentence."""

from __future__ import annotations

import random
from pathlib import Path

from shop.errors import CopilotError
from shop.home import Home
from shop.importing.csv_source import CsvSource
from shop.importing.pipeline import import_source
from shop.samples import sample_source
from shop.samples.export import write_csv
from soak.proof import Outcome


def broken_imports(folder: Path, n: int) -> Outcome:
    clean = folder / "clean"
    write_csv(sample_source("outdoor", 60, 3), clean)
    files = sorted(path for path in clean.rglob("*") if path.suffix in (".csv", ".json", ".md"))
    dice = random.Random(5)
    finished, refused, crashed, sums_off = 0, 0, [], 0
    for trial in range(n):
        path = dice.choice(files)
        original = path.read_bytes()
        path.write_bytes(_damage(original, dice))
        try:
            report = import_source(CsvSource(clean), Home(folder / f"home-{trial}"))
            finished += 1
            sums_off += any(file.read != file.kept + file.repaired + file.quarantined for file in report.files)
        except CopilotError:
            refused += 1
        except Exception as error:
            crashed.append(f"{path.name}: {type(error).__name__}")
        path.write_bytes(original)
    figures = f"{finished} finished, {refused} refused, {len(crashed)} crashed {crashed[:3]}, {sums_off} sums off"
    return Outcome("broken_imports", n, not crashed and not sums_off, figures)


def _damage(content: bytes, dice: random.Random) -> bytes:
    cut = dice.randrange(max(len(content), 1))
    return dice.choice(
        [
            content[:cut],
            b"",
            content.replace(b",", b";"),
            content.replace(b"\n", b"\r"),
            content[:cut] + b"\x00\xff\xfe" + content[cut:],
            content[:cut] + b'"' + content[cut:],
            content[:cut] + b"x" * 1_000_000 + content[cut:],
            content.decode("utf-8").encode("gb18030", "replace"),
            content.decode("utf-8").encode("utf-16"),
            content + content,
            content.replace(b"0", b"=1+1"),
            bytes(dice.randrange(256) for _ in range(5000)),
        ]
    )
