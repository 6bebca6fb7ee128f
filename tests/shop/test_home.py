from __future__ import annotations

from pathlib import Path

import pytest

from shop.errors import HomeBusy, NoShop
from shop.home import Home


def build(home: Home, content: str = "x") -> Path:
    path = home.next_build()
    path.write_text(content)
    return path


def test_an_empty_home_says_what_to_do(tmp_path: Path) -> None:
    home = Home(tmp_path / "nothing")
    assert not home.has_shop()
    with pytest.raises(NoShop, match="copilot import"):
        home.current_build()
    assert not home.path.exists()


def test_the_pointer_moves_and_old_builds_go(tmp_path: Path) -> None:
    home = Home(tmp_path)
    for _ in range(3):
        home.publish(build(home))
    assert home.current_build().name == "shop-3.duckdb"
    home.sweep()
    assert sorted(home.builds()) == [2, 3]


def test_the_tenth_build_follows_the_ninth(tmp_path: Path) -> None:
    home = Home(tmp_path)
    for _ in range(10):
        home.publish(build(home))
        home.sweep()
    assert home.current_build().name == "shop-10.duckdb"
    assert sorted(home.builds()) == [9, 10]


def test_a_build_that_was_never_published_is_swept_and_not_read(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.publish(build(home))
    half = build(home, "half")
    assert home.current_build().name == "shop-1.duckdb"
    home.sweep()
    assert not half.exists()


def test_files_are_private(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    home.create()
    home.publish(build(home))
    assert home.path.stat().st_mode & 0o077 == 0
    assert home.current_build().stat().st_mode & 0o077 == 0
    assert home.pointer.stat().st_mode & 0o077 == 0


def test_a_second_import_is_told_who_holds_the_home(tmp_path: Path) -> None:
    home = Home(tmp_path)
    with home.import_lock(), pytest.raises(HomeBusy, match="process"), Home(tmp_path).import_lock():
        pass
    with home.import_lock():
        pass
