"""shop.json: read, or refused with everything that is wrong in it."""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError

from shop.errors import ImportRefused
from shop.types.shop_info import ShopInfo

_FIELDS = "Its fields: copilot import csv --schema."


def read_shop(text: str, path: Path, hint: str) -> ShopInfo:
    """Return the shop that the text of shop.json states; raises ImportRefused with every problem and its place."""
    try:
        return ShopInfo.model_validate_json(text)
    except ValidationError as error:
        found = [(".".join(map(str, one["loc"])), one["msg"]) for one in error.errors(include_url=False)]
    if len(found) == 1:
        [(field, message)] = found
        raise ImportRefused(f"{message}.", where=f"{path}: {field}" if field else str(path), hint=f"{hint} {_FIELDS}")
    lines = "".join(f"\n  {field}: {message}" for field, message in found)
    raise ImportRefused(f"{len(found)} problems:{lines}", where=str(path), hint=f"{hint} {_FIELDS}")
