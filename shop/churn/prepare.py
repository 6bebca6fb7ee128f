"""The churn model of a view, learnt when it is first needed and kept under the home (`models/churn/<version>/`).

A version names the build, the moment, the runtime's events up to it and the settings; another of them is another
model. A shop imported as history is learnt as of the view's own moment. A live shop's moment moves all the time: it is
learnt as of the last Monday, 00:00 in the shop's zone, so that one week has one model.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

from shop.churn.card import ChurnCard, checked, limits, model_name
from shop.churn.features import first_order_day, known_at
from shop.churn.model import HORIZON_DAYS, ChurnModel
from shop.churn.predict import watch_list
from shop.churn.training import train
from shop.errors import DamagedHome
from shop.store.view import ShopView

SETTINGS = "1"
"""Raised whenever columns, learners or constants change: models made by another version are learnt again."""
WATCHED = 1_000
"""Customers at the top of the watch list whose reasons the card counts."""
KEPT = 3
"""Models that stay on disk, the newest ones."""


def churn_folder(home: Path) -> Path:
    """Return where a home keeps its churn models."""
    return home / "models" / "churn"


def prepared(view: ShopView, folder: Path | None, horizon: int = HORIZON_DAYS) -> ChurnModel:
    """Return the model of the view: read from `folder` when it is there, else learnt, and saved unless None."""
    moment = model_moment(view)
    version = _version(view, moment, horizon)
    place = None if folder is None else folder / version
    if place is not None and (place / "model.json").exists():
        try:
            return ChurnModel.load(place)
        except DamagedHome:
            shutil.rmtree(place)
    model = _learn(view, moment, version, horizon)
    if place is not None and folder is not None:
        model.save(place)
        _sweep(folder, version)
    return model


def model_moment(view: ShopView) -> datetime:
    """Return the moment up to which the view's model learns."""
    if not view.shop.live:
        return view.at
    midnight = view.at.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight - timedelta(days=view.at.weekday())


def _learn(view: ShopView, moment: datetime, version: str, horizon: int) -> ChurnModel:
    training = train(view, moment, horizon)
    card = ChurnCard(
        shop=view.shop.name, sample=view.shop.sample, build=view.build.name, version=version,
        model=model_name(training), why_no_model=training.why_not, horizon_days=horizon, trained_until=moment,
        currency=view.shop.currency, first_order=first_order_day(view), buyers=len(known_at(view, moment, horizon)),
        objecting=0, rows=sum(len(cut.known) for cut in training.cuts), checked=checked(training),
        cuts=tuple(cut.at.date() for cut in training.cuts), origins=tuple(at.date() for at in training.origins),
        watch_reasons={}, watched=0, limits=limits(training, horizon),
    )  # fmt: skip
    model = ChurnModel(version, horizon, moment, training.learned, card)
    listed = watch_list(view, model, WATCHED)
    counts = Counter(reason.code for item in listed.items for reason in item.reasons)
    ranked = dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
    told = {"watch_reasons": ranked, "watched": len(listed.items), "objecting": listed.objecting}
    return ChurnModel(version, horizon, moment, training.learned, card.model_copy(update=told))


def _version(view: ShopView, moment: datetime, horizon: int) -> str:
    runtime = view.rows(
        "SELECT count(*), max(happened_at) FROM runtime_events WHERE happened_at <= ?",
        [moment.astimezone(UTC).replace(tzinfo=None)],
    )
    named = [
        view.build.name,
        moment.isoformat(),
        horizon,
        SETTINGS,
        view.shop.id,
        str(runtime),
        view.build.stat().st_size,
    ]
    return hashlib.sha256(json.dumps(named).encode()).hexdigest()[:16]


def _sweep(folder: Path, current: str) -> None:
    """Remove all but the newest models; the current one stays whatever its age."""
    others = [place for place in folder.iterdir() if place.is_dir() and place.name != current]
    others.sort(key=lambda place: (-place.stat().st_mtime_ns, place.name))
    for place in others[KEPT - 1 :]:
        shutil.rmtree(place, ignore_errors=True)
