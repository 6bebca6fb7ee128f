"""The models by name. A new one is a file with a Scorer and a line here; the shared contract tests run it."""

from __future__ import annotations

from shop.errors import NotFound
from shop.recommender.models.blend import Blend
from shop.recommender.models.content import Content
from shop.recommender.models.ease import Ease
from shop.recommender.models.factors import Als, Bpr
from shop.recommender.models.fallback import Fallback
from shop.recommender.models.item_knn import ItemKnn
from shop.recommender.models.popularity import OverallPopularity, Popularity, SegmentPopularity, Trending
from shop.recommender.models.profile import Profile
from shop.recommender.models.pure_svd import PureSvd
from shop.recommender.models.two_tower import TwoTower
from shop.recommender.models.user_knn import UserKnn
from shop.recommender.scorer import Scorer

KINDS: tuple[type[Scorer], ...] = (
    Popularity, OverallPopularity, SegmentPopularity, Trending, ItemKnn, UserKnn, PureSvd, Ease, Als, Bpr, Profile,
    Content, TwoTower, Blend,
)  # fmt: skip


def kind(name: str) -> type[Scorer]:
    """Return the model called `name`; raises NotFound naming the nearest ones."""
    for model in KINDS:
        if model.name == name:
            return model
    raise NotFound("model", name, [model.name for model in KINDS])


__all__ = [
    "KINDS", "Als", "Blend", "Bpr", "Content", "Ease", "Fallback", "ItemKnn", "OverallPopularity", "Popularity",
    "Profile", "PureSvd", "SegmentPopularity", "Trending", "TwoTower", "UserKnn", "kind",
]  # fmt: skip
