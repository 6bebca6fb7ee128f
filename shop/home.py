"""The directory that holds one shop: builds of imported facts behind a pointer, runtime state, runs.

shop.current        name of the build that readers open, moved atomically at the end of an import
shop-<n>.duckdb     imported facts; every import writes a new one, readers open read-only
state.sqlite        whatever happens while the product runs (see shop.state)
media/              pictures, named by their content
index/ models/ runs/
"""

from __future__ import annotations

import fcntl
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from shop.errors import HomeBusy, InvalidInput, NoShop

_BUILD = re.compile(r"shop-(\d+)\.duckdb")
_KNOWN = re.compile(
    r"shop\.current(\.new)?|shop-\d+\.duckdb(\.wal)?|state\.sqlite(-wal|-shm|-journal)?"
    r"|media|index|models|runs|import\.lock|import\.tmp|sample-truth\.json"
)
"""What may lie in a home."""
PRIVATE_FILE = 0o600
PRIVATE_DIR = 0o700


class Home:
    """Paths and the moving pointer of one shop's directory. Creating the object touches no file."""

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path)

    def __str__(self) -> str:
        return str(self.path)

    @property
    def state(self) -> Path:
        """The SQLite file of the runtime state."""
        return self.path / "state.sqlite"

    @property
    def media(self) -> Path:
        """Folder of pictures."""
        return self.path / "media"

    @property
    def index(self) -> Path:
        """Folder of the search index."""
        return self.path / "index"

    @property
    def runs(self) -> Path:
        """Folder with one folder per campaign run."""
        return self.path / "runs"

    @property
    def pointer(self) -> Path:
        """The file that names the current build."""
        return self.path / "shop.current"

    def create(self) -> None:
        """Make the directory, readable by its owner only; raises InvalidInput where that is impossible."""
        try:
            self.path.mkdir(parents=True, exist_ok=True, mode=PRIVATE_DIR)
        except OSError as error:
            raise InvalidInput(
                f"The home {str(self.path)!r} cannot be created: {error.strerror}.", hint="Choose another with --home."
            ) from error

    def current_build(self) -> Path:
        """Return the build that readers open; raises NoShop when nothing was imported."""
        try:
            name = self.pointer.read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            raise NoShop(str(self.path)) from None
        build = self.path / name
        if not _BUILD.fullmatch(name) or not build.exists():
            raise NoShop(str(self.path))
        return build

    def has_shop(self) -> bool:
        """Return whether a shop was imported."""
        try:
            return self.current_build().exists()
        except NoShop:
            return False

    def is_home(self) -> bool:
        """Return whether the directory was ever used as a home, be it by an import that failed."""
        return any((self.path / name).exists() for name in ("shop.current", "state.sqlite", "import.lock"))

    def foreign(self) -> list[str]:
        """Return the sorted names of what lies in the directory and is no part of a home."""
        return sorted(path.name for path in self.path.iterdir() if not _KNOWN.fullmatch(path.name))

    def builds(self) -> dict[int, Path]:
        """Return every build file by its number."""
        found = {path: _BUILD.fullmatch(path.name) for path in self.path.glob("shop-*.duckdb")}
        return {int(match.group(1)): path for path, match in found.items() if match}

    def next_build(self) -> Path:
        """Return the path for a new build, after any that exists (finished or not)."""
        return self.path / f"shop-{max(self.builds(), default=0) + 1}.duckdb"

    def publish(self, build: Path) -> None:
        """Move the pointer to a finished build: whoever opens the shop from now on reads it."""
        build.chmod(PRIVATE_FILE)
        fresh = self.pointer.with_suffix(".new")
        with fresh.open("w", encoding="utf-8") as handle:
            handle.write(build.name)
            handle.flush()
            os.fsync(handle.fileno())
        fresh.chmod(PRIVATE_FILE)
        fresh.replace(self.pointer)

    def sweep(self) -> None:
        """Remove builds that are neither current nor the one before it (left by a killed import, or old)."""
        builds = self.builds()
        current = next((n for n, path in builds.items() if self.has_shop() and path == self.current_build()), 0)
        previous = max((number for number in builds if number < current), default=0)
        for number, path in builds.items():
            if number not in (current, previous):
                path.unlink(missing_ok=True)
                path.with_name(path.name + ".wal").unlink(missing_ok=True)

    def forget_previous(self) -> None:
        """Remove every build but the current one, so that what was deleted from the shop is on no disk any more.

        Whoever has one open keeps reading it. While an import runs nothing is removed: it sweeps itself."""
        with suppress(HomeBusy), self.import_lock():
            current = self.current_build()
            for path in self.builds().values():
                if path != current:
                    path.unlink(missing_ok=True)
                    path.with_name(path.name + ".wal").unlink(missing_ok=True)

    @contextmanager
    def import_lock(self) -> Iterator[None]:
        """Hold the one import lock of this home; raises HomeBusy while another process has it."""
        self.create()
        with (self.path / "import.lock").open("a+", encoding="utf-8") as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                handle.seek(0)
                raise HomeBusy(str(self.path), handle.read().strip() or "unknown process") from None
            handle.truncate(0)
            handle.write(f"process {os.getpid()}")
            handle.flush()
            yield
