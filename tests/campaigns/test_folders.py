"""Results replace only results: whatever else lies in a folder stays untouched."""

from __future__ import annotations

from pathlib import Path

import pytest

from campaigns.folders import MARK, replaced
from shop.errors import InvalidInput


def test_a_folder_of_somebody_else_is_refused_and_left_alone(tmp_path: Path) -> None:
    keep = tmp_path / "keep"
    (keep / "sub").mkdir(parents=True)
    (keep / "sub" / "thesis.txt").write_text("years of work")
    with pytest.raises(InvalidInput, match="new or empty folder"), replaced(keep):
        pytest.fail("must not be entered")
    assert (keep / "sub" / "thesis.txt").read_text() == "years of work"


def test_a_link_or_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / "link").symlink_to(tmp_path)
    for name in ("file", "link"):
        with pytest.raises(InvalidInput), replaced(tmp_path / name):
            pytest.fail("must not be entered")


def test_results_take_the_place_of_earlier_results(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "results"
    for text in ("one", "two"):
        with replaced(folder) as fresh:
            (fresh / f"{text}.txt").write_text(text)
    assert sorted(path.name for path in folder.iterdir()) == [MARK, "two.txt"]
    assert folder.stat().st_mode & 0o077 == 0


def test_a_failure_leaves_the_earlier_results(tmp_path: Path) -> None:
    folder = tmp_path / "results"
    with replaced(folder) as fresh:
        (fresh / "one.txt").write_text("one")
    with pytest.raises(ZeroDivisionError), replaced(folder) as fresh:
        _ = 1 / 0
    assert (folder / "one.txt").read_text() == "one"
    with replaced(folder) as fresh:
        (fresh / "three.txt").write_text("three")
    assert (folder / "three.txt").exists()
