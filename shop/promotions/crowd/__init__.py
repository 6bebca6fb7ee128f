"""Who of many customers may have which promotion: the answers of `eligible`, for a million customers at once.

Nothing is decided a second way: every single condition is judged by `conditions.judge`, once for each set of facts
that occurs, and the answers are spread over the rows. `people.py` holds facts as columns, `reading.py` reads them.
"""

from shop.promotions.crowd.answers import Answers
from shop.promotions.crowd.people import Column, People, column_of
from shop.promotions.crowd.verdicts import AudienceCount, CrowdVerdict, counted, crowd_eligible, crowd_verdict

__all__ = [
    "Answers", "AudienceCount", "Column", "CrowdVerdict", "People", "column_of", "counted", "crowd_eligible",
    "crowd_verdict",
]  # fmt: skip
