"""How good recommendations are: held-out purchases, ranked against all products, with uncertainty over customers.

log.py holds what happened, protocols.py hides a part of it, metrics.py judges one model, run.py judges many.
"""

from shop.recommender.evaluation.log import Log
from shop.recommender.evaluation.metrics import BUCKETS, Judged, judge
from shop.recommender.evaluation.protocols import PROTOCOLS, Protocol, Split, given, hold_out
from shop.recommender.evaluation.run import ModelScores, Scores, measure

__all__ = [
    "BUCKETS",
    "PROTOCOLS",
    "Judged",
    "Log",
    "ModelScores",
    "Protocol",
    "Scores",
    "Split",
    "given",
    "hold_out",
    "judge",
    "measure",
]
