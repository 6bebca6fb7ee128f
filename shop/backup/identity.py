"""Whose build it is: read from the file itself, whatever version of copilot wrote it."""

from __future__ import annotations

from pathlib import Path

from shop.errors import DamagedHome
from shop.types.shop_info import ShopInfo


def shop_of(build: Path) -> str:
    """Return the id of the shop that a build holds; raises DamagedHome when it cannot be read."""
    import duckdb

    try:
        with duckdb.connect(str(build), read_only=True) as connection:
            [(document,)] = connection.execute("SELECT value FROM meta WHERE key = 'shop'").fetchall()
        return ShopInfo.model_validate_json(document).id
    except (duckdb.Error, ValueError) as error:
        raise DamagedHome(str(build), str(error).splitlines()[0]) from error
