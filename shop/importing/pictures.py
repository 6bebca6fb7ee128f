"""Keeps the pictures of a source in the home's media folder, named by their content."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from shop.home import PRIVATE_DIR, PRIVATE_FILE
from shop.importing.checks import Check
from shop.importing.contract import RawPicture
from shop.importing.quality import Tally
from shop.importing.staging import Staging

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


def picture_check(staging: Staging, files: dict[str, str]) -> tuple[Check, ...]:
    """Return the check that takes out the names of pictures that did not come; `files` are those that did."""
    named = staging.rows("SELECT DISTINCT unnest(picture) FROM stage_products")
    lost = sorted(name for (name,) in named if name not in files and not name.startswith("https://"))
    staging.con.execute("CREATE TEMP TABLE kept_pictures (name VARCHAR, file VARCHAR)")
    staging.con.execute("CREATE TEMP TABLE lost_pictures (name VARCHAR)")
    staging.insert("kept_pictures", {"name": ("text", list(files)), "file": ("text", list(files.values()))})
    staging.insert("lost_pictures", {"name": ("text", lost)})
    staging.con.execute("SET VARIABLE lost = (SELECT coalesce(list(name), []) FROM lost_pictures)")
    staging.con.execute("SET VARIABLE kept = (SELECT map(list(name), list(file)) FROM kept_pictures)")
    return (
        Check("products", "picture_missing", "picture", "repaired", "list_has_any(s.picture, getvariable('lost'))",
              "picture = list_filter(picture, lambda name: NOT list_contains(getvariable('lost'), name))"),
    )  # fmt: skip


def name_files(staging: Staging) -> None:
    """Replace the names of pictures by those of the kept files, after the check for missing ones."""
    if staging.rows("SELECT 1 FROM kept_pictures LIMIT 1"):
        staging.con.execute(
            "UPDATE stage_products SET picture = list_transform(picture,"
            " lambda name: coalesce(getvariable('kept')[name], name)) WHERE picture IS NOT NULL"
        )
