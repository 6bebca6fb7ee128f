"""Which shop a home holds, and whether a source may be imported into it."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from shop.errors import DamagedHome, ForeignShop, ImportRefused
from shop.home import Home
from shop.importing.contract import Guessing, Source
from shop.importing.merge.origins import Origin, read_origins
from shop.types.shop_info import ShopInfo


class Present(NamedTuple):
    """The shop that a home holds: its build, identity and sources, the one imported first at the beginning."""

    build: Path
    shop: ShopInfo
    origins: list[Origin]


class Admitted(NamedTuple):
    """The shop that an import makes, and the currency of the source's own amounts that name none."""

    shop: ShopInfo
    currency: str


def present_in(home: Home) -> Present | None:
    """Return the shop of the home. One that cannot be read is none: an import replaces it."""
    from shop.store.view import ShopView

    if not home.has_shop():
        return None
    build = home.current_build()
    try:
        with ShopView(build) as view:
            return Present(build, view.shop, read_origins(view.meta))
    except DamagedHome:
        return None


def admit(source: Source, home: Home, present: Present | None, origin: Origin, *, live: bool, merge: bool) -> Admitted:
    """Say which shop the import makes.

    A source that only guesses its identity takes the home's, unless that is a sample shop. Raises ForeignShop for a
    stated one that differs, ImportRefused for a merge into a home whose shop cannot be read.
    """
    if merge and present is None and home.has_shop():
        raise ImportRefused(
            "The shop that is there cannot be read, or another version of copilot wrote it: nothing can be merged.",
            where=str(home), hint="Import every source again, the first one without --merge.",
        )  # fmt: skip
    guessed = present is not None and isinstance(source, Guessing) and source.guessed_shop
    if present is not None and isinstance(source, Guessing):
        source.settle(present.shop)
    shop = source.shop()
    _refuse_known_id(home, present, shop)
    if guessed and present is not None and present.shop.sample:
        # In a sample shop consent counts without a person's word for it.
        raise ForeignShop(str(home), present.shop.id, "no shop of its own, and samples take in no other data")
    if present is None:
        return Admitted(shop.model_copy(update={"live": live or shop.live}), shop.currency)
    if not guessed and present.shop.id != shop.id:
        raise ForeignShop(str(home), present.shop.id, shop.id)
    joins = merge or any(other.name != origin.name for other in present.origins)
    first = not present.origins or present.origins[0].name == origin.name
    kept = present.shop if guessed or (joins and not first) else shop
    alive = live or kept.live if joins else live or (shop.live and not guessed)
    return Admitted(kept.model_copy(update={"live": alive}), shop.currency)


def _refuse_known_id(home: Home, present: Present | None, shop: ShopInfo) -> None:
    """Raise ForeignShop where the home's build is of another version, but still says that it is another shop."""
    import duckdb

    if present is not None or not home.has_shop():
        return
    try:
        with duckdb.connect(str(home.current_build()), read_only=True) as connection:
            [(text,)] = connection.execute("SELECT value FROM meta WHERE key = 'shop'").fetchall()
            known = ShopInfo.model_validate_json(text).id
    except (duckdb.Error, ValueError):
        return
    if known != shop.id:
        raise ForeignShop(str(home), known, shop.id)
