"""Imports as the command line asks for them: a source into the home, then the index is brought up to date."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from app.settings import Settings
from shop.home import PRIVATE_FILE, Home
from shop.importing.csv_source import CsvSource, ShopOverrides
from shop.importing.mapping import read_mapping
from shop.importing.pipeline import import_source
from shop.importing.quality import QualityReport

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
) -> QualityReport:
    """Import a folder of CSV files into the home."""
    columns = read_mapping(mapping) if mapping else None
    stated = ShopOverrides(currency=(currency or "").upper(), zone=zone or "")
    source = CsvSource(folder, mapping=columns, shop=stated)
    return import_source(source, Home(settings.home), progress=told, live=live)


def import_adapter(settings: Settings, adapter: str, path: Path, *, told: Told) -> QualityReport:
    """Import a path in the form of another system or of a public data set."""
    from shop.importing.adapters import ADAPTERS

    return import_source(ADAPTERS[adapter](path), Home(settings.home), progress=told)


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
    report = import_source(source, home, progress=told)
    truth = home.path / "sample-truth.json"
    truth.write_text(json.dumps(source.truth(), ensure_ascii=False, indent=2, default=str) + "\n", encoding="utf-8")
    truth.chmod(PRIVATE_FILE)
    return report
