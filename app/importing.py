"""Imports as the command line asks for them: a source into the home, and all of them again when files changed."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from app.settings import Settings
from shop.home import PRIVATE_FILE, Home
from shop.importing.contract import Source
from shop.importing.csv_source import CsvSource, ShopOverrides
from shop.importing.mapping import read_mapping
from shop.importing.merge.origins import Origin
from shop.importing.pipeline import import_source
from shop.importing.quality import QualityReport
from shop.importing.sync import Synced, sync

Told = Callable[[str, int], None]


def import_csv(
    settings: Settings,
    folder: Path,
    *,
    mapping: Path | None,
    currency: str | None,
    zone: str | None,
    live: bool,
    told: Told,
    merge: bool = False,
    source: str = "",
    own_ids: bool = False,
) -> QualityReport:
    """Import a folder of CSV files into the home; with `merge` beside what is there, as the `source` of that name.

    With `own_ids` its customer ids are another system's: they mean nobody of the other sources.
    """
    stated = {
        "map": str(mapping.resolve()) if mapping else "", "currency": (currency or "").upper(), "zone": zone or "",
        "live": "yes" if live else "", "own_ids": (source or "csv") if own_ids else "",
    }  # fmt: skip
    options = {name: value for name, value in stated.items() if value}
    opened = _csv(folder, options)
    return import_source(
        opened, Home(settings.home), progress=told, live=live, merge=merge, adapter="csv", name=source, path=folder,
        options=options,
    )  # fmt: skip


def import_adapter(
    settings: Settings, adapter: str, path: Path, *, told: Told, merge: bool = False, source: str = ""
) -> QualityReport:
    """Import a path in the form of another system or of a public data set."""
    from shop.importing.adapters import ADAPTERS

    return import_source(
        ADAPTERS[adapter](path), Home(settings.home), progress=told, merge=merge, adapter=adapter, name=source,
        path=path,
    )  # fmt: skip


def sync_sources(settings: Settings, *, told: Told) -> tuple[Synced, ...]:
    """Read every source of the home again whose files changed."""
    return sync(Home(settings.home), _open, progress=told)


def _open(origin: Origin) -> Source:
    from shop.importing.adapters import ADAPTERS

    path = Path(origin.path)
    return _csv(path, origin.options) if origin.adapter == "csv" else ADAPTERS[origin.adapter](path)


class _OfAnotherSystem(CsvSource):
    """Files whose customer ids are those of another system than the shop."""

    id_space = ""


def _csv(folder: Path, options: dict[str, str]) -> CsvSource:
    columns = read_mapping(Path(options["map"])) if "map" in options else None
    stated = ShopOverrides(currency=options.get("currency", ""), zone=options.get("zone", ""))
    if "own_ids" not in options:
        return CsvSource(folder, mapping=columns, shop=stated)
    foreign = _OfAnotherSystem(folder, mapping=columns, shop=stated)
    foreign.id_space = options["own_ids"]
    return foreign


def import_sample(
    settings: Settings,
    brand: str,
    customers: int,
    seed: int,
    *,
    write: Path | None,
    told: Told,
    products: int | None = None,
) -> QualityReport:
    """Generate and import a sample shop; its known truths go into sample-truth.json beside the data."""
    from shop.samples import sample_source
    from shop.samples.export import write_csv

    home = Home(settings.home)
    if write is not None:
        write_csv(sample_source(brand, customers, seed, products), write)
    source = sample_source(brand, customers, seed, products)
    report = import_source(source, home, progress=told, adapter="sample")
    truth = home.path / "sample-truth.json"
    truth.write_text(json.dumps(source.truth(), ensure_ascii=False, indent=2, default=str) + "\n", encoding="utf-8")
    truth.chmod(PRIVATE_FILE)
    return report
