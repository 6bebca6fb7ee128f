"""`copilot eval recommender` and `copilot eval retrieval`: measure the models and the search."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from interfaces.cli import options, output

if TYPE_CHECKING:
    from evals.recommender import Asked, RecommenderReport, Told

KIND = ("coverage", "novelty", "lift")
app = typer.Typer(help="Measure how good the parts are, with uncertainty.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    pass


@app.command("recommender")
def recommender(
    train: Annotated[Path | None, typer.Option(help="CSV to learn from: customer_id, product_id, at[, value].")] = None,
    test: Annotated[Path | None, typer.Option(help="CSV of what is hidden; goes with --train.")] = None,
    data: Annotated[Path | None, typer.Option(help="One CSV, split by --protocol (default: the shop).")] = None,
    protocol: Annotated[str, typer.Option(help="random, time or last-out.")] = "time",
    share: Annotated[float, typer.Option(help="Share that random and time hide.")] = 0.25,
    k: Annotated[int, typer.Option("--k", "-k", min=1, max=1000, help="Length of a list.")] = 10,
    models: Annotated[str, typer.Option(help="Names, comma-separated (default: default and all others).")] = "",
    seeds: Annotated[str, typer.Option("--seeds", "--seed", help="Whole numbers, comma-separated.")] = "0",
    least: Annotated[float | None, typer.Option("--min-value", help="Leave out rows with a lower value.")] = None,
    home: options.Home = None,
    as_of: options.AsOf = None,
    as_json: options.Json = False,
) -> None:
    """Hide purchases, let every model rank all products, and compare: NDCG, precision, recall, MAP, hit rate …"""
    from evals.recommender import Asked

    asked = Asked(k, tuple(name.strip() for name in models.split(",") if name.strip()), _whole(seeds), share)
    with output.progress(not as_json) as told:
        report = _measured(train, test, data, protocol, asked, least, options.Common(home, as_of, as_json), told)
    if as_json:
        output.print_json(report)
    else:
        _show(report)


@app.command("retrieval")
def retrieval(
    judgements: Annotated[Path, typer.Option(help="CSV or parquet: query, product_id (docid), grade (rating).")],
    k: Annotated[int, typer.Option("--k", "-k", min=1, max=100, help="Length of a list for NDCG.")] = 10,
    home: options.Home = None,
    as_json: options.Json = False,
) -> None:
    """Ask the home's index judged queries: NDCG over all and over judged products, recall@50, MRR, with intervals."""
    from app.copilot import open_copilot
    from evals.retrieval import measured

    report = measured(open_copilot(home, None), judgements, k)
    if as_json:
        output.print_json(report)
        return
    output.say(
        f"{report.source}: {report.queries} queries with a relevant product ({report.left_out} without), "
        f"{report.judgements:,} judgements, {report.absent} judged products are not in the shop. "
        f"Vectors by {report.embedder}."
    )
    measures = list(next(iter(report.systems.values())))
    output.table("Mean over queries (95 %)", ("system", *measures), [
        (name, *(f"{one.mean:.3f} ({one.low:.3f}-{one.high:.3f})" for one in found.values()))
        for name, found in report.systems.items()
    ])  # fmt: skip
    output.table("Query by query (95 %, paired bootstrap)", ("systems", "measure", "difference", "95 %"), [
        (f"{one.system} - {one.beside}", one.measure, f"{one.estimate.mean:+.3f}",
         f"{one.estimate.low:+.3f} to {one.estimate.high:+.3f}")
        for one in report.differences
    ])  # fmt: skip
    output.note(report.note)


def _measured(
    train: Path | None, test: Path | None, data: Path | None, protocol: str, asked: Asked, least: float | None,
    common: options.Common, told: Told,
) -> RecommenderReport:  # fmt: skip
    from evals.recommender import evaluate_files, evaluate_log
    from shop.errors import InvalidInput
    from shop.recommender.evaluation.files import read_log
    from shop.recommender.evaluation.shop_log import shop_log

    if (train is None) != (test is None) or (train is not None and data is not None):
        raise InvalidInput("Give --train with --test, or --data, or neither.", where="copilot eval recommender")
    if train is not None and test is not None:
        return evaluate_files(train, test, asked, least, told)
    if data is not None:
        return evaluate_log(read_log(data, least), data.name, protocol, asked, told)
    from app.copilot import open_copilot
    from app.recommender import item_vectors
    from shop.recommender.building import customer_groups

    copilot = open_copilot(common.home, common.as_of)
    with copilot.view() as view:
        log, source = shop_log(view), f"{view.shop.id} as of {view.at.isoformat()}"
        vectors = item_vectors(copilot, view, told).vectors if not asked.models or "content" in asked.models else None
        asked = asked._replace(vectors=vectors, groups=customer_groups(view))
    return evaluate_log(log, source, protocol, asked, told)


def _whole(text: str) -> tuple[int, ...]:
    from shop.errors import InvalidInput

    try:
        found = tuple(dict.fromkeys(int(part) for part in text.split(",")))
    except ValueError:
        found = ()
    if not found or min(found) < 0:
        raise InvalidInput(f"{text!r} is no list of seeds.", hint="Write whole numbers from 0, such as 0,1,2.")
    return found


def _show(report: RecommenderReport) -> None:
    output.say(
        f"{report.source}: {report.customers:,} customers, {report.products:,} products; learnt from {report.train:,} "
        f"pairs, {report.asked:,} customers asked about {report.test:,} hidden ones ({report.protocol}, "
        f"seeds {', '.join(map(str, report.seeds))}). The default here is {report.default_is}."
    )
    names = list(next(iter(report.models.values())).intervals)
    output.table("How much is found", ("model", names[0], "95 %", *names[1:]), _quality(report, names))
    output.table("What is shown, and its cost", ("model", *KIND, "fit CPU s", "recommend CPU s"), [
        (name, *(round(found.metrics[kind], 4) for kind in KIND), found.fit_seconds, found.recommend_seconds)
        for name, found in report.models.items()
    ])  # fmt: skip
    history = list(next(iter(report.models.values())).by_history)
    output.table(f"{names[0]} by products bought before", ("model", *history), [
        (name, *("" if group.value is None else round(group.value, 4) for group in found.by_history.values()))
        for name, found in report.models.items()
    ])  # fmt: skip
    for name, why in report.left_out.items():
        output.note(f"{name} was left out: {why}.")


def _quality(report: RecommenderReport, names: list[str]) -> Iterator[tuple[object, ...]]:
    for name, found in report.models.items():
        low, high = found.intervals[names[0]]
        first, *others = (round(found.metrics[metric], 4) for metric in names)
        yield name, first, f"{low:.3f}-{high:.3f}", *others
