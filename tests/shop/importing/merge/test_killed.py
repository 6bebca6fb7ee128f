"""A merge that is killed leaves the shop that was there, and a rerun completes; `make soak` does it fifty times."""

from __future__ import annotations

from pathlib import Path

from soak.merged import killed_merges


def test_a_killed_merge_leaves_the_shop_and_can_be_repeated(tmp_path: Path) -> None:
    outcome = killed_merges(tmp_path, 4)
    assert outcome.passed, outcome.figures
