"""Sources in the form of other systems and of public data sets: each yields the import contract from a path.

`ADAPTERS` maps the name on the command line to a function that takes the path and returns the source. They know the
files and columns of their system, and nothing of the store.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from shop.importing.contract import Source


def _shopify(path: Path) -> Source:
    from shop.importing.adapters.shopify import ShopifySource

    return ShopifySource(path)


def _klaviyo(path: Path) -> Source:
    from shop.importing.adapters.klaviyo import KlaviyoSource

    return KlaviyoSource(path)


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
    "shopify": _shopify,
    "klaviyo": _klaviyo,
    "online-retail": _online_retail,
    "complete-journey": _complete_journey,
    "icecat": _icecat,
    "tau2-retail": _tau2_retail,
}
"""By the name on the command line. Making a source touches no file; reading it raises ImportRefused."""
