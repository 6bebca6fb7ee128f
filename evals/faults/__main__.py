"""The table of seeded faults on the written and paraphrased texts.

python -m evals.faults [--every N] [--misses N] [--out FILE.json]
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from evals.faults.paraphrases import paraphrased
from evals.faults.table import false_alarms, report, rows
from evals.faults.worlds import written


def main() -> None:
    """Print the table, and keep its figures when asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--every", type=int, default=1, help="take one text of so many")
    parser.add_argument("--misses", type=int, default=0, help="texts to show of each operator")
    parser.add_argument("--out", type=Path)
    asked = parser.parse_args()
    texts = [*written(), *paraphrased()][:: asked.every]
    found, alarms = rows(texts), false_alarms(texts)
    sys.stdout.write(report(found, alarms, asked.misses) + "\n")
    if asked.out:
        table = [
            {
                "operator": row.name, "group": row.group, "n": row.tried, "blocked": row.blocked, "held": row.held,
                "detected": round(row.share, 4), "wilson_95": [round(bound, 4) for bound in row.interval],
            }
            for row in found
        ]  # fmt: skip
        alarm = {"texts": alarms.texts, "blocked": len(alarms.blocked), "held": len(alarms.held)}
        asked.out.write_text(json.dumps({"operators": table, "true_texts": alarm}, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
