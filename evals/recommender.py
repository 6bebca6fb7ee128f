"""`copilot eval recommender`: how well each model finds hidden purchases, on files or on the home's own shop."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Literal, NamedTuple

from pydantic import Field

from shop.errors import InvalidInput, NotFound
from shop.recommender.choice.cost import seconds
from shop.recommender.choice.default import Default, default_recipe
from shop.recommender.choice.recipes import CONTENT, PLAIN, SEEDED, Recipe, Vectors
from shop.recommender.choice.sizes import Sizes
from shop.recommender.contract import Recommender
from shop.recommender.evaluation import PROTOCOLS, Log, Protocol, Scores, Split, given, hold_out, measure
from shop.recommender.evaluation.files import read_log
from shop.recommender.evaluation.run import Maker
from shop.recommender.models import Fallback

DEFAULT = "default"
TOO_LONG = 900.0
"""Estimated CPU seconds from which a model is left out unless it was asked for by name."""


class RecommenderReport(Scores):
    """The table, and how it came about. `default` is the model that the rule of shop.recommender.choice names."""

    protocol: Protocol | Literal["given"]
    share: float | None = Field(description="Share of pairs that was hidden; None where the split was given.")
    source: str
    default_is: str
    left_out: dict[str, str] = Field(description="Models that were not measured, and why.")


class Asked(NamedTuple):
    """How to measure: list length, models by name (none: all), seeds, and the share to hide.

    `vectors` of the products are for the content model, `groups` of the customers for their groups' popularity.
    """

    k: int = 10
    models: tuple[str, ...] = ()
    seeds: tuple[int, ...] = (0,)
    share: float = 0.25
    vectors: Vectors | None = None
    groups: Mapping[str, str] | None = None


Told = Callable[[str, int], None]


def evaluate_files(train: Path, test: Path, asked: Asked, least: float | None, told: Told) -> RecommenderReport:
    """Measure on a split that is given as two files."""
    split = given(read_log(train, least), read_log(test, least))
    if not len(split.rows):
        raise InvalidInput("It has no pair that the other file does not have too.", where=str(test))
    return _report([split] * len(asked.seeds), asked, "given", f"{train.name}, {test.name}", told)


def evaluate_log(log: Log, source: str, protocol: str, asked: Asked, told: Told) -> RecommenderReport:
    """Measure on a log that is split by a protocol, once per seed."""
    chosen = protocol_named(protocol)
    first = hold_out(log, chosen, asked.seeds[0], asked.share)
    others = asked.seeds[1:]
    splits = [first, *(hold_out(log, chosen, seed, asked.share) if chosen == "random" else first for seed in others)]
    return _report(splits, asked, chosen, source, told)


def protocol_named(name: str) -> Protocol:
    """Return the protocol called `name`, or say which ones exist."""
    for known in PROTOCOLS:
        if known == name:
            return known
    raise InvalidInput(f"{name!r} is not a protocol.", hint=f"Choose one of: {', '.join(PROTOCOLS)}.")


def _report(
    splits: Sequence[Split], asked: Asked, protocol: Protocol | Literal["given"], source: str, told: Told
) -> RecommenderReport:
    sizes = Sizes.of(splits[0].train)
    left_out: dict[str, str] = {}
    makers: dict[str, Maker] = {}
    known = {recipe.kind: recipe for recipe in (*PLAIN, *((CONTENT,) if asked.vectors else ()))}
    for name in asked.models or (DEFAULT, *known):
        if name == DEFAULT:
            makers[name] = _default
            continue
        if name not in known:
            raise NotFound("model", name, [DEFAULT, *known])
        cost = seconds(known[name], sizes)
        if cost > TOO_LONG and not asked.models:
            left_out[name] = f"about {cost:.0f} CPU seconds; name it with --models to run it"
        else:
            makers[name] = _maker(known[name], asked)
    if not asked.models and not asked.vectors:
        left_out["content"] = "needs texts or vectors of the products"
    scores = measure(splits, makers, asked.k, seeds=asked.seeds, seeded=SEEDED, told=told)
    return RecommenderReport(
        protocol=protocol,
        share=None if protocol in ("given", "last-out") else asked.share,
        source=source,
        default_is=default_recipe(sizes).label,
        left_out=left_out,
        **dict(scores),
    )


def _default(seed: int) -> Recommender:
    return Default()


def _maker(recipe: Recipe, asked: Asked) -> Maker:
    """Every model is measured as it would serve: popularity fills what it leaves open."""

    def make(seed: int) -> Recommender:
        model = recipe.model(seed, asked.vectors, asked.groups)
        return model if model.cold else Fallback(model)

    return make
