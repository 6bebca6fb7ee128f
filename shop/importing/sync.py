"""Reads every source again whose files changed: a build remembers where each came from and what its files held."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Literal

from shop.clock import Clock
from shop.errors import CopilotError, DamagedHome, NoShop
from shop.home import Home
from shop.importing.admission import present_in
from shop.importing.contract import Source
from shop.importing.fingerprints import fingerprints
from shop.importing.merge.origins import Origin
from shop.importing.pipeline import Progress, import_source
from shop.importing.quality import QualityReport
from shop.record import Record

OpenSource = Callable[[Origin], Source]
"""Opens a remembered source again."""
SyncState = Literal["unchanged", "imported", "missing", "refused", "not a file"]


class Synced(Record):
    """What became of one source; `detail` says in words what a person should know, `report` is that of its import."""

    name: str
    adapter: str
    path: str
    state: SyncState
    detail: str = ""
    report: QualityReport | None = None

    @property
    def failed(self) -> bool:
        """Whether the source could not be brought up to date."""
        return self.state in ("missing", "refused") or (self.report is not None and bool(self.report.unusable))


def sync(
    home: Home, open_source: OpenSource, *, progress: Progress | None = None, clock: Clock | None = None
) -> tuple[Synced, ...]:
    """Import every source whose files changed since they were read, in the order of their first import.

    A shop of several sources is merged; one of a single source is replaced. Nothing changed: no new build is made.
    Raises NoShop, DamagedHome where the shop that is there cannot be read, HomeBusy.
    """
    present = present_in(home)
    if present is None:
        if not home.has_shop():
            raise NoShop(str(home))
        raise DamagedHome(str(home.current_build()), "its sources are not known")
    merge = len(present.origins) > 1
    return tuple(_sync(home, origin, open_source, merge, progress, clock) for origin in present.origins)


def _sync(
    home: Home, origin: Origin, open_source: OpenSource, merge: bool, progress: Progress | None, clock: Clock | None
) -> Synced:
    known = Synced(name=origin.name, adapter=origin.adapter, path=origin.path, state="unchanged")
    path = Path(origin.path)
    if not origin.path or not origin.adapter:
        return known.model_copy(update={"state": "not a file", "detail": "It was not read from a file or folder."})
    if not path.exists():
        return known.model_copy(update={"state": "missing", "detail": f"{origin.path} is not there any more."})
    if fingerprints(path, origin.options) == origin.files:
        return known
    try:
        report = import_source(
            open_source(origin), home, progress=progress, clock=clock, live=origin.options.get("live") == "yes",
            merge=merge, adapter=origin.adapter, name=origin.name, path=path, options=origin.options,
        )  # fmt: skip
    except CopilotError as error:
        return known.model_copy(update={"state": "refused", "detail": str(error)})
    return known.model_copy(update={"state": "imported", "report": report})
