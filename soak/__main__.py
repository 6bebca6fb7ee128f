"""`make soak`: run every proof that has not passed on this code yet, and print a table."""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from soak.broken import broken_imports
from soak.budgets import budgets_never_overrun
from soak.determinism import same_bytes_twice
from soak.faults import seeded_faults
from soak.grounded import grounded_messages
from soak.killed import killed_imports
from soak.killed_index import killed_indexing
from soak.large import large_shop
from soak.merged import killed_merges, merged_sources
from soak.mutations import rules_matter
from soak.pricing import prices_equal_brute_force, prices_hold_together
from soak.proof import Outcome
from soak.reasons import true_reasons
from soak.segments import hostile_segments, members_agree

REPOSITORY = Path(__file__).resolve().parents[1]
PROOFS: tuple[Callable[[Path, int], Outcome], ...] = (
    killed_imports,
    killed_merges,
    killed_indexing,
    merged_sources,
    broken_imports,
    same_bytes_twice,
    grounded_messages,
    seeded_faults,
    rules_matter,
    true_reasons,
    large_shop,
    hostile_segments,
    members_agree,
    prices_equal_brute_force,
    prices_hold_together,
    budgets_never_overrun,
)
FULL = {
    "killed_imports": 50,
    "killed_merges": 50,
    "killed_indexing": 20,
    "merged_sources": 40,
    "broken_imports": 60,
    "same_bytes_twice": 600,
    "grounded_messages": 3000,
    "seeded_faults": 300,
    "rules_matter": 50,
    "true_reasons": 10_000,
    "large_shop": 100_000,
    "hostile_segments": 10_000,
    "members_agree": 3_000,
    "prices_equal_brute_force": 10_000,
    "prices_hold_together": 10_000,
    "budgets_never_overrun": 8000,
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="proofs to run (default: all)")
    parser.add_argument("--results", type=Path, default=REPOSITORY / ".soak")
    asked = parser.parse_args()
    version = code_version()
    outcomes = []
    for proof in PROOFS:
        name = proof.__name__
        if asked.names and name not in asked.names:
            continue
        outcome = kept(asked.results, name, version) or fresh(proof, asked.results, version)
        outcomes.append(outcome)
        sys.stdout.write(row(outcome) + "\n")
        sys.stdout.flush()
    failed = [outcome for outcome in outcomes if not outcome.passed]
    sys.stdout.write(f"{len(outcomes) - len(failed)} passed, {len(failed)} failed\n")
    return 1 if failed else 0


def code_version() -> str:
    """Return a hash of all tracked and new files, so that a changed line makes every proof run again."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "*.py", "*.sql", "*.yaml", "*.toml", "*.json", "*.md", "*.j2"],
        cwd=REPOSITORY, capture_output=True, text=True, check=True,
    ).stdout.splitlines()  # fmt: skip
    digest = hashlib.sha256()
    for name in sorted(listed):
        path = REPOSITORY / name
        if path.is_file():
            digest.update(name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def kept(results: Path, name: str, version: str) -> Outcome | None:
    path = results / f"{name}.json"
    if not path.exists():
        return None
    found = json.loads(path.read_text())
    return Outcome(**found["outcome"]) if found["version"] == version and found["outcome"]["passed"] else None


def fresh(proof: Callable[[Path, int], Outcome], results: Path, version: str) -> Outcome:
    started = time.monotonic()
    with TemporaryDirectory(prefix="copilot-soak-") as folder:
        outcome = proof(Path(folder), FULL[proof.__name__])._replace(seconds=round(time.monotonic() - started, 1))
    results.mkdir(exist_ok=True)
    (results / f"{proof.__name__}.json").write_text(json.dumps({"version": version, "outcome": outcome._asdict()}))
    return outcome


def row(outcome: Outcome) -> str:
    mark = "pass" if outcome.passed else "FAIL"
    return f"{mark}  {outcome.name:<20} n={outcome.n:<8} {outcome.seconds:>7.1f} s  {outcome.figures}"


if __name__ == "__main__":
    sys.exit(main())
