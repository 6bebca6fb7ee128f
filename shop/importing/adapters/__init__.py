"""Sources for public data sets: each reads one set in its published form from a path and yields the import contract.

`ADAPTERS` maps the name on the command line to a function that takes the path and returns the source. They know the
files and columns of their set, and nothing of the store.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from shop.importing.contract import Source


def _online_retail(path: Path) -> Source:
    from shop.importing.adapters.online_retail import OnlineRetail

    return OnlineRetail(path)


def _complete_journey(path: Path) -> Source:
    from shop.importing.adapters.complete_journey import CompleteJourney

    return CompleteJourney(path)


def _icecat(path: Path) -> Source:
    from shop.importing.adapters.icecat import Icecat

    return Icecat(path)


def _tau2_retail(path: Path) -> Source:
    from shop.importing.adapters.tau2_retail import Tau2Retail

    return Tau2Retail(path)


ADAPTERS: dict[str, Callable[[Path], Source]] = {
    "online-retail": _online_retail,
    "complete-journey": _complete_journey,
    "icecat": _icecat,
    "tau2-retail": _tau2_retail,
}
"""By the name of the data set. Making a source touches no file; reading it raises ImportRefused for a wrong path."""
