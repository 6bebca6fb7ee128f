"""The lexical index is the same bytes in every process."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

BUILD = """
import sys
from pathlib import Path
from retrieval.lexical import Counted, write_lexical
words = [f"word{n}" for n in range(200)]
write_lexical(Path(sys.argv[1]), [Counted(str(n), words[n : n + 9]) for n in range(190)])
"""


def test_equal_builds_are_equal_bytes(tmp_path: Path) -> None:
    found = []
    for seed in ("1", "99"):
        folder = tmp_path / seed
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)}
        subprocess.run([sys.executable, "-c", BUILD, str(folder)], check=True, env=environment)
        found.append({path.name: path.read_bytes() for path in folder.iterdir()})
    assert found[0] == found[1]
