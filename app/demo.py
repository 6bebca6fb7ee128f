"""The demo: three sample shops, one home each, several campaigns, and one gallery over all of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from app.copilot import Copilot, build
from app.importing import import_sample
from app.indexing import index
from app.settings import Settings
from campaigns.folders import refuse_foreign
from campaigns.outputs import RunFolder, Shown, write_run
from campaigns.plan import CampaignPlan
from campaigns.run import NothingToWrite, RunResult, run
from shop.reason import ReasonKind
from shop.record import Channel, Language, Record
from shop.types import ShopInfo

Told = Callable[[str, int], None]


class DemoLine(Record):
    """One campaign of the demo."""

    brand: str
    campaign: str
    messages: int
    allowed: int


class DemoResult(Record):
    """What the demo made, and where to look at it."""

    lines: tuple[DemoLine, ...]
    messages: int
    engine_note: str
    gallery: str
    homes: tuple[str, ...]


class _Planned(NamedTuple):
    name: str
    segment: str
    reason: ReasonKind
    channel: Channel
    limit: int
    language: Language | None = None


PROGRAMME: dict[str, tuple[_Planned, ...]] = {
    "coffee": (
        _Planned("left-in-the-cart", "cart_left", "cart_left", "email", 6),
        _Planned("price-fell", "wishlist_price_fell", "price_fell", "email", 5),
        _Planned("back-on-the-shelf", "back_in_stock", "back_in_stock", "email", 3),
        _Planned("refill", "replenishment_due", "replenishment_due", "email", 7),
        _Planned("quiet-lately", "lapsing", "lapsing", "email", 6),
        _Planned("new-arrivals", "loyal", "new_in_category", "email", 4),
    ),
    "skincare": (
        _Planned("cart", "cart_left", "cart_left", "wecom", 5),
        _Planned("price-fell-sms", "wishlist_price_fell", "price_fell", "sms", 4),
        _Planned("price-fell", "wishlist_price_fell", "price_fell", "email", 3),
        _Planned("refill-sms", "replenishment_due", "replenishment_due", "sms", 4),
        _Planned("refill", "replenishment_due", "replenishment_due", "wecom", 4),
        _Planned("quiet-lately", "lapsing", "lapsing", "email", 5),
        _Planned("back-on-the-shelf", "back_in_stock", "back_in_stock", "sms", 2),
    ),
    "outdoor": (
        _Planned("cart-en", "cart_left", "cart_left", "email", 3, "en"),
        _Planned("cart", "cart_left", "cart_left", "wecom", 3, "zh"),
        _Planned("price-fell-en", "wishlist_price_fell", "price_fell", "email", 4, "en"),
        _Planned("price-fell", "wishlist_price_fell", "price_fell", "email", 3, "zh"),
        _Planned("quiet-lately-en", "lapsing", "lapsing", "email", 4, "en"),
        _Planned("quiet-lately", "lapsing", "lapsing", "email", 4, "zh"),
    ),
}
"""Strongest reasons first: nobody is written to twice."""


def run_demo(settings: Settings, out: Path, customers: int, seed: int, told: Told) -> DemoResult:
    """Make the homes, run the programme, write the gallery into `out` and return what there is to see."""
    folder = RunFolder(out / "gallery")
    refuse_foreign(folder.path)
    results: list[RunResult] = []
    lines: list[DemoLine] = []
    copilots: dict[str, Copilot] = {}
    shops: dict[str, ShopInfo] = {}
    for brand, programme in PROGRAMME.items():
        told(f"{brand}: shop", 0)
        copilot = _home(settings, out / "homes" / brand, brand, customers, seed, told)
        with copilot.view() as view, copilot.state() as state:
            shops[view.shop.id], copilots[view.shop.id] = view.shop, copilot
            composer = copilot.composer(view)
            written_to: set[str] = set()
            for planned in programme:
                try:
                    result = run(_plan(brand, planned), view, state, composer, told, written_to)
                except NothingToWrite:
                    lines.append(DemoLine(brand=brand, campaign=f"{brand}-{planned.name}", messages=0, allowed=0))
                    continue
                written_to |= {message.customer_id for message in result.messages}
                results.append(result)
                lines.append(_line(brand, result))
    engine_note = next(iter(copilots.values())).engine_note()
    homes = {shop_id: copilot.home for shop_id, copilot in copilots.items()}
    write_run(folder, results, shops, homes, Shown(title="marketing-copilot: the demo", engine_note=engine_note))
    return DemoResult(
        lines=tuple(lines),
        messages=sum(line.messages for line in lines),
        engine_note=engine_note,
        gallery=str(folder.gallery),
        homes=tuple(str(home.path) for home in homes.values()),
    )


def _home(settings: Settings, path: Path, brand: str, customers: int, seed: int, told: Told) -> Copilot:
    """Import one sample shop into a home of its own and index it."""
    copilot = build(settings.model_copy(update={"home": path}))
    import_sample(
        copilot.settings, brand, customers, seed, write=None, told=lambda what, n: told(f"{brand}: {what}", n)
    )
    index(copilot, lambda done, _: told(f"{brand}: index", done))
    return copilot


def _plan(brand: str, planned: _Planned) -> CampaignPlan:
    return CampaignPlan(
        id=f"{brand}-{planned.name}",
        segment=planned.segment,
        reason=planned.reason,
        channel=planned.channel,
        language=planned.language,
        limit=planned.limit,
    )


def _line(brand: str, result: RunResult) -> DemoLine:
    allowed = sum(message.verdict.outcome == "allow" for message in result.messages)
    return DemoLine(brand=brand, campaign=result.plan.id, messages=len(result.messages), allowed=allowed)
