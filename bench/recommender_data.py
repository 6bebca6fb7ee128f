"""The data sets of the recommender benchmark: who bought what and when, texts of products, groups of customers.

They lie beside the repository (../shared/data). MovieLens has no groups of customers: they are formed by how much
somebody rated. Online Retail has countries, Complete Journey the age and income of a third of its households. `shaped`
is invented: as many customers, products and pairs as MovieLens-100k, twelve tastes, a long tail; what it says about
cost holds for the real one, what it says about quality does not.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from shop.recommender.choice.recipes import Vectors
from shop.recommender.evaluation import Log
from shop.recommender.models.content import text_vectors

SHARED = Path(__file__).resolve().parents[1].parent / "shared" / "data"
SHAPED = "as large as MovieLens-100k (invented)"


class Source(NamedTuple):
    """Files below SHARED, and what is asked of them: rows, (product, text), (customer, group)."""

    files: tuple[str, ...]
    rows: str
    texts: str
    groups: str = ""


class Data(NamedTuple):
    """One data set, read."""

    name: str
    log: Log
    vectors: Vectors | None
    groups: dict[str, str] | None


SOURCES = {
    "MovieLens latest small": Source(
        ("movielens_latest_small/ratings.parquet", "movielens_latest_small/movies.parquet"),
        "SELECT userId::VARCHAR, movieId::VARCHAR, timestamp::DOUBLE FROM read_parquet($f0)",
        "SELECT movieId::VARCHAR, title || ' ' || replace(genres, '|', ' ') FROM read_parquet($f1)",
    ),
    "Online Retail": Source(
        ("online_retail/online_retail.parquet",),
        "SELECT CustomerID::VARCHAR, StockCode, epoch(InvoiceDate) FROM read_parquet($f0) "
        "WHERE CustomerID IS NOT NULL AND Quantity > 0 AND UnitPrice > 0",
        "SELECT StockCode, min(Description) FROM read_parquet($f0) WHERE Description <> '' GROUP BY ALL",
        "SELECT CustomerID::VARCHAR, min(Country) FROM read_parquet($f0) WHERE CustomerID IS NOT NULL GROUP BY ALL",
    ),
    "Complete Journey (transactions sample)": Source(
        ("completejourney/transactions_sample.parquet", "completejourney/products.parquet",
         "completejourney/demographics.parquet"),
        "SELECT household_id, product_id, epoch(transaction_timestamp) FROM read_parquet($f0) WHERE quantity > 0",
        "SELECT product_id, concat_ws(' ', department, product_category, product_type) FROM read_parquet($f1)",
        "SELECT household_id, age || ' ' || income FROM read_parquet($f2)",
    ),
}  # fmt: skip


def data_sets() -> Iterator[Data]:
    """Yield the data sets that are there; see `missing` for the others."""
    for name, source in SOURCES.items():
        if name not in missing():
            yield _read(name, source)


def missing() -> list[str]:
    """Return the names of the data sets that are not beside the repository."""
    return [name for name, source in SOURCES.items() if not all((SHARED / file).exists() for file in source.files)]


def _read(name: str, source: Source) -> Data:
    import duckdb

    def ask(query: str) -> list[tuple[str, str]]:
        files = {f"f{number}": str(SHARED / file) for number, file in enumerate(source.files) if f"$f{number}" in query}
        return duckdb.execute(query, files).fetchall()

    found = duckdb.execute(source.rows, {"f0": str(SHARED / source.files[0])}).fetchnumpy()
    customers, products, moments = found.values()
    log = Log.of(customers.tolist(), products.tolist(), moments)
    known = set(log.products)
    texts = {product: text for product, text in ask(source.texts) if product in known}
    groups = dict(ask(source.groups)) if source.groups else None
    return Data(name, log, Vectors(*text_vectors(texts)), groups)


def shaped() -> Data:
    """943 customers, 1,682 products, 100,000 pairs: tastes are mixtures of twelve, popularity falls like a power."""
    import numpy as np

    customers, products, pairs = 943, 1_682, 100_000
    dice = np.random.default_rng(1)
    tastes = dice.dirichlet(np.full(12, 0.3), customers) @ dice.gamma(0.3, 1.0, (12, products))
    pull = np.log(tastes + 1e-3) - 0.5 * np.log(np.arange(1, products + 1))
    sizes = np.clip(dice.lognormal(4.2, 0.9, customers), 20, 700)
    sizes = np.round(sizes * pairs / sizes.sum()).astype(np.int64)
    order = np.argsort(-(pull + dice.gumbel(size=pull.shape)), axis=1)
    rows = np.repeat(np.arange(customers), sizes)
    columns = np.concatenate([order[row, :size] for row, size in enumerate(sizes.tolist())])
    moments = dice.integers(0, 200 * 86_400, len(rows)).astype(np.float64)
    log = Log.of([f"c{row:03}" for row in rows.tolist()], [f"p{column:04}" for column in columns.tolist()], moments)
    return Data(SHAPED, log, None, None)
