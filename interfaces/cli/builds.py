"""`copilot build index` and `copilot build recommender`: what is made from an imported shop, ahead of questions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from interfaces.cli import churn, options, output

if TYPE_CHECKING:
    from app.recommender import BuiltRecommender


def build(
    what: Annotated[str, typer.Argument(help="What to build: index, recommender, lists or churn.")] = "index",
    protocol: Annotated[
        str, typer.Option(help="recommender: what is hidden to choose by: time, random or last-out.")
    ] = "time",
    limit: Annotated[
        float, typer.Option(min=0.1, help="recommender: CPU seconds that trying models may cost (estimated).")
    ] = 120.0,
    home: options.Home = None,
    as_of: options.AsOf = None,
    as_json: options.Json = False,
) -> None:
    """Build the search index, choose and fit the recommender by measurement, make everybody's lists, or learn churn."""
    from shop.errors import InvalidInput

    common = options.Common(home, as_of, as_json)
    if what == "index":
        _index(common)
    elif what == "recommender":
        _recommender(common, protocol, limit)
    elif what == "lists":
        _lists(common)
    elif what == "churn":
        churn.build(home, as_of, as_json)
    else:
        raise InvalidInput(
            f"{what!r} cannot be built.", hint="Today there are: copilot build index|recommender|lists|churn."
        )


def _index(common: options.Common) -> None:
    from app.copilot import open_copilot
    from app.indexing import index

    with output.progress(not common.as_json) as told:
        info = index(open_copilot(common.home, common.as_of), lambda done, _: told("texts", done))
    if common.as_json:
        output.print_json(info)
        return
    done = f"{info.embedded} texts embedded" if info.built else "nothing had changed"
    output.say(f"Index {info.meta.version}: {info.meta.products} products, {info.meta.passages} passages; {done}.")


def _recommender(common: options.Common, protocol: str, limit: float) -> None:
    from app.copilot import open_copilot
    from app.recommender import build as choose

    copilot = open_copilot(common.home, common.as_of)
    with output.progress(not common.as_json) as told:
        found = choose(copilot, protocol, limit, told)
    if common.as_json:
        output.print_json(found)
    else:
        _show(found)


def _lists(common: options.Common) -> None:
    from app.copilot import open_copilot
    from shop.recommender.table import refresh

    with open_copilot(common.home, common.as_of).view() as view, output.progress(not common.as_json) as told:
        done = refresh(view, told=told)
    if common.as_json:
        output.print_json(done._asdict())
    else:
        output.say(f"{done.customers:,} lists, {done.made:,} made anew.")


def _show(found: BuiltRecommender) -> None:
    card = found.card
    output.say(f"Recommender of {card.shop} as of {card.as_of}: {card.model}; {card.pairs:,} pairs to learn from.")
    output.table("Hidden purchases found (customers who did not decide)", ("metric", "chosen", "95 %", "popularity"), [
        (name, round(one.mean, 4), f"{one.low:.3f}-{one.high:.3f}", round(card.popularity[name].mean, 4))
        for name, one in card.metrics.items()
    ])  # fmt: skip
    output.table("Tried", ("model", "ndcg"), [(one.model, round(one.ndcg, 4)) for one in card.tried])
    for name, why in card.left_out.items():
        output.note(f"{name} was left out: {why}.")
    for remark in card.remarks:
        output.note(remark)
    output.say(f"Content model: vectors of the products by {found.vectors}.")
    output.say(f"Model card: {found.page}")
