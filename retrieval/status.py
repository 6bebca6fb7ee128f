"""How the search index stands beside the shop: for `copilot doctor`. Reads two small files, opens nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from retrieval.errors import REBUILD, DamagedIndex, IndexMissing
from retrieval.versions import IndexMeta, current_version, read_meta
from shop.record import Record


class IndexStatus(Record):
    """`stale`: built from another import than the current one; `meta` is None when missing or damaged."""

    state: Literal["missing", "damaged", "stale", "fresh"]
    note: str
    """What is so, and what to do about it."""
    meta: IndexMeta | None = None


def status(folder: Path, current_build_name: str) -> IndexStatus:
    """Return how the index in `folder` stands beside the shop's build of that name (such as shop-3.duckdb)."""
    try:
        meta = read_meta(current_version(folder))
    except IndexMissing as error:
        return IndexStatus(state="missing", note=str(error))
    except DamagedIndex as error:
        return IndexStatus(state="damaged", note=str(error))
    if meta.build != current_build_name:
        note = f"The index was built from {meta.build}, the shop is {current_build_name}. {REBUILD}"
        return IndexStatus(state="stale", note=note, meta=meta)
    note = f"{meta.products} products, {meta.passages} policy passages, vectors by {meta.embedder}."
    return IndexStatus(state="fresh", note=note, meta=meta)
