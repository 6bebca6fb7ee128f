"""Trees compiled through Ibis and evaluated on a view: who is a member, as keys, ids or a count."""

from shop.segments.compiling.evaluate import compiled, count, member_keys, members
from shop.segments.compiling.sets import Scores

__all__ = ["Scores", "compiled", "count", "member_keys", "members"]
