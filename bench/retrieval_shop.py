"""The shops of the search benchmark: Icecat's 19,406 products where they are on this machine, and invented ones.

Invented names and descriptions are words drawn from a vocabulary by rank, as words of a language are.
"""

from __future__ import annotations

import os
import random
from pathlib import Path

from app.importing import import_adapter, import_csv
from app.settings import Settings

WORDS = 12_000
ICECAT = "chorus_icecat/products.parquet"


def icecat() -> Path | None:
    """Return the file below COPILOT_BENCH_DATA, None where it is not."""
    path = Path(os.environ.get("COPILOT_BENCH_DATA", ""), ICECAT)
    return path if path.is_file() else None


def load_icecat(settings: Settings, source: Path, folder: Path, *, changed: bool) -> None:
    """Import Icecat's products; `changed`: one in a hundred has another title."""
    path = folder / "products.parquet"
    if changed:
        import duckdb

        with duckdb.connect() as engine:
            engine.execute(
                """COPY (SELECT * REPLACE (CASE WHEN row_number() OVER (ORDER BY id) % 100 = 0 THEN title || ' renewed'
                         ELSE title END AS title) FROM read_parquet($source)) TO $target (FORMAT parquet)""".replace(
                    "$target", f"'{path}'"
                ),
                {"source": str(source)},
            )
    import_adapter(settings, "icecat", path if changed else source, told=lambda what, done: None)


def load_invented(settings: Settings, folder: Path, products: int, *, changed: bool) -> None:
    """Write products.csv and import it."""
    write(folder, products, products // 100 if changed else 0)
    import_csv(settings, folder, mapping=None, currency="EUR", zone="UTC", live=False, told=lambda what, done: None)


def write(folder: Path, products: int, changed: int) -> None:
    """Write products.csv; the first `changed` products have another name than without."""
    dice = random.Random(1)
    with (folder / "products.csv").open("w", encoding="utf-8") as handle:
        handle.write("product_id,name,category,brand,description,price,currency,stock\n")
        for number in range(products):
            name, text = words(dice, 7), words(dice, 25)
            name = f"{name} renewed" if number < changed else name
            row = f"p{number:06},{name},{word(dice)},{word(dice)},{text},{number % 900 + 1}.00,EUR,{number % 7}"
            handle.write(f"{row}\n")


def words(dice: random.Random, count: int) -> str:
    return " ".join(word(dice) for _ in range(count))


def word(dice: random.Random) -> str:
    """Draw a word: the n-th most frequent one is drawn about n times as seldom as the first."""
    rank = int(WORDS ** dice.random())
    return "".join(SYLLABLES[rank // place % 40] for place in (1, 40, 1600))


SYLLABLES = [first + second for first in "bdfgklmnprstvz" for second in "aeo"][:40]
