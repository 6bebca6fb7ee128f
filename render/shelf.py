"""The pictures of a gallery: copied once beside the page, or put into an e-mail's page as data.

A sandboxed frame has no origin, so a browser refuses it files of the disk: pictures of e-mails travel inside.
"""

from __future__ import annotations

import base64
import hashlib
import mimetypes
import re
import shutil
from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path

from render.eml import content_id
from render.links import media_name, web_address
from shop.types import Message

_PLAIN_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,79}(?:\.[A-Za-z0-9_-]{1,40}){0,3}")
_USUAL_RATIO = 0.75
# An e-mail shows 520 pixels, twice that on a dense screen; larger files are made smaller for the page.
_MOST_BYTES, _MOST_PIXELS = 200_000, 1040


def safe_name(name: str) -> str:
    """Return `name` when it is a plain file name, else a short hash of it."""
    return name if _PLAIN_NAME.fullmatch(name) else hashlib.sha256(name.encode("utf-8", "replace")).hexdigest()[:24]


class Shelf:
    """Reads pictures from the media folder of each shop and puts copies below `folder`/media."""

    def __init__(self, folder: Path, media: Mapping[str, Path]) -> None:
        self._folder = folder
        self._media = media
        self._copied: dict[tuple[str, str], str] = {}

    def source(self, shop_id: str) -> Callable[[str], str]:
        """Return a `picture_src` for the gallery's own page: the copy of a file of the shop, nothing from the web."""
        return lambda ref: self._keep(shop_id, media_name(ref))

    def mail_source(self, shop_id: str) -> Callable[[str], str]:
        """Return a `picture_src` for an e-mail whose pictures `with_pictures` then puts in."""

        def src(ref: str) -> str:
            name = media_name(ref)
            if not name:
                return web_address(ref)
            return f"cid:{content_id(name)}" if self._original(shop_id, name) else ""

        return src

    def with_pictures(self, html: str, message: Message) -> str:
        """Return an e-mail's HTML with its pictures inside as data."""
        for name in dict.fromkeys(media_name(block.picture) for block in message.copy_.blocks):
            original = self._original(message.shop_id, name)
            if original:
                # Quotes in texts are escaped, so this finds attributes only.
                html = html.replace(f'src="cid:{content_id(name)}"', f'src="{_data_address(original)}"')
        return html

    def ratio(self, shop_id: str, ref: str) -> float:
        """Return height by width of a picture; the usual ratio where it cannot be read."""
        from PIL import Image

        original = self._original(shop_id, media_name(ref))
        try:
            with Image.open(original or "") as picture:
                return picture.height / picture.width
        except (OSError, ValueError):
            return _USUAL_RATIO

    def _original(self, shop_id: str, name: str) -> Path | None:
        path = self._media[shop_id] / name if name and shop_id in self._media else None
        return path if path and path.is_file() else None

    def _keep(self, shop_id: str, name: str) -> str:
        if (shop_id, name) not in self._copied:
            self._copied[shop_id, name] = self._copy(shop_id, name)
        return self._copied[shop_id, name]

    def _copy(self, shop_id: str, name: str) -> str:
        original = self._original(shop_id, name)
        if original is None:
            return ""
        kept = Path("media") / safe_name(shop_id) / name
        (self._folder / kept).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(original, self._folder / kept)
        return kept.as_posix()


def _data_address(path: Path) -> str:
    data, kind = path.read_bytes(), mimetypes.guess_type(path.name)[0] or "image/jpeg"
    if len(data) > _MOST_BYTES:
        data, kind = _smaller(data), "image/jpeg"
    return f"data:{kind};base64,{base64.b64encode(data).decode()}"


def _smaller(data: bytes) -> bytes:
    from PIL import Image

    try:
        with Image.open(BytesIO(data)) as picture:
            picture.thumbnail((_MOST_PIXELS, _MOST_PIXELS))
            small = BytesIO()
            picture.convert("RGB").save(small, "JPEG", quality=82)
            return small.getvalue()
    except (OSError, ValueError):
        return data
