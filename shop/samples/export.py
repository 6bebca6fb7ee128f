"""Any source written as the CSV contract: tables, documents, pictures, shop.json. An example to fill in, and a copy."""

from __future__ import annotations

import csv
from pathlib import Path, PurePosixPath

from shop.errors import InvalidInput
from shop.importing.contract import RawTable, Source

SHOP_FILE = "shop.json"
PICTURE_FOLDER = "pictures"


def write_csv(source: Source, folder: Path) -> list[Path]:
    """Write everything a source delivers below `folder` (made if missing) and return the files, in order.

    Cells are written as they are, not defused against spreadsheet formulas, because the files must read back to the
    same rows. Do not open them in a spreadsheet that runs formulas unless you trust the source. Existing files of
    the same names are replaced. Raises InvalidInput where the source names a file outside the folder.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = [_inside(folder, SHOP_FILE)]
    written[0].write_text(source.shop().model_dump_json(indent=2), encoding="utf-8")
    written += [_write_table(table, _inside(folder, table.file)) for table in source.tables()]
    for document in source.documents():
        written.append(_inside(folder, document.file))
        written[-1].write_text(document.text, encoding="utf-8")
    for picture in source.pictures():
        written.append(_inside(folder, f"{PICTURE_FOLDER}/{picture.name}"))
        written[-1].write_bytes(picture.content)
    return written


def _write_table(table: RawTable, path: Path) -> Path:
    kept = [position for position, name in enumerate(table.columns) if name]
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow([table.columns[position] for position in kept])
        writer.writerows([row.cells[position] for position in kept] for row in table.rows if not row.problem)
    return path


def _inside(folder: Path, name: str) -> Path:
    parts = PurePosixPath(name).parts
    if not parts or any(part in ("..", "/") for part in parts):
        raise InvalidInput(f"{name!r} is not a file inside the export folder.", where="source")
    path = folder.joinpath(*parts)
    path.parent.mkdir(parents=True, exist_ok=True)
    return path
