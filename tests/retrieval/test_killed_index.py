"""A build that is killed leaves the index that was there, and a rerun completes; `make soak` kills twenty."""

from __future__ import annotations

from pathlib import Path

import pytest

from soak.killed_index import killed_indexing


@pytest.mark.slow
def test_a_killed_build_leaves_a_whole_index(tmp_path: Path) -> None:
    outcome = killed_indexing(tmp_path, 2)
    assert outcome.passed, outcome.figures
