"""Keeps the pictures of a source in the home's media folder, named by their content."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from shop.home import PRIVATE_DIR, PRIVATE_FILE
from shop.importing.contract import RawPicture
from shop.importing.quality import Tally

FILE = "pictures"
"""How pictures are called in the report."""


def kind_of(content: bytes) -> str:
    """Return the ending that fits the content (png, jpg, gif, webp), or an empty text when it is no such picture."""
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if content.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if content[:6] in (b"GIF87a", b"GIF89a"):
        return "gif"
    return "webp" if content[:4] == b"RIFF" and content[8:12] == b"WEBP" else ""


def keep_pictures(pictures: Iterator[RawPicture], media: Path, tally: Tally) -> dict[str, str]:
    """Write each picture once and return name -> `media:FILE`. What is no picture is reported and left out."""
    kept: dict[str, str] = {}
    for number, picture in enumerate(pictures, 1):
        tally.open(FILE)
        tally.read[FILE] += 1
        ending = kind_of(picture.content)
        if not ending:
            tally.add(FILE, number, "name", "not_a_picture", picture.name, "quarantined")
            tally.quarantined[FILE] += 1
            continue
        kept[picture.name] = f"media:{_write(picture.content, ending, media)}"
    return kept


def _write(content: bytes, ending: str, media: Path) -> str:
    media.mkdir(mode=PRIVATE_DIR, exist_ok=True)
    name = f"{hashlib.sha256(content).hexdigest()[:16]}.{ending}"
    target = media / name
    if not target.exists():
        # Another build's reader never sees half a picture.
        fresh = target.with_suffix(".new")
        fresh.write_bytes(content)
        fresh.chmod(PRIVATE_FILE)
        fresh.replace(target)
    return name
