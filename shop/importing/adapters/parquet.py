"""Reads parquet files in batches, and says in words what is wrong with those that are not what was expected."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from shop.errors import ImportRefused

if TYPE_CHECKING:
    import pyarrow as pa


def columns_of(path: Path, wanted: Sequence[str] = ()) -> list[str]:
    """Return the columns of a parquet file; raises ImportRefused when it is none or lacks one of `wanted`."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        present: list[str] = pq.read_schema(path).names
    except FileNotFoundError:
        raise ImportRefused("There is no such file.", where=str(path), hint="Check the path.") from None
    except (pa.ArrowException, OSError) as error:
        raise _unreadable(path, error) from error
    missing = [name for name in wanted if name not in present]
    if missing:
        raise ImportRefused(
            f"The file lacks the columns {', '.join(missing)}; it has {', '.join(present[:20])}.",
            where=path.name, hint="Is it the file of this data set?",
        )  # fmt: skip
    return present


def batches(path: Path, columns: Sequence[str], size: int) -> Iterator[pa.RecordBatch]:
    """Yield the named columns in batches of at most `size` rows; raises ImportRefused where the file is damaged."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as file:
            yield from file.iter_batches(size, columns=list(columns))
    except (pa.ArrowException, OSError) as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: Exception) -> ImportRefused:
    reason = str(error).splitlines()[0][:200] if str(error) else type(error).__name__
    return ImportRefused(
        f"The file cannot be read as parquet: {reason}", where=path.name,
        hint="Fetch it again; it may be cut off.",
    )  # fmt: skip
