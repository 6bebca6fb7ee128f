"""The Complete Journey: a year of store baskets of American households, with the campaigns that they received.

Documented at https://bradleyboehmke.github.io/completejourney/ (dunnhumby, R package `completejourney`, CC0). A folder
of parquet files:

transactions (or transactions_sample)  household_id, store_id, basket_id, product_id, quantity, sales_value,
                                       retail_disc, coupon_disc, coupon_match_disc, week, transaction_timestamp (UTC)
products                               product_id, manufacturer_id, department, brand (National or Private),
                                       product_category, product_type, package_size
demographics                           household_id, age, income, home_ownership, marital_status, household_size,
                                       household_comp, kids_count
campaigns                              campaign_id, household_id: who received which campaign
campaign_descriptions                  campaign_id, campaign_type (Type A, B, C), start_date, end_date
coupons                                coupon_upc, product_id, campaign_id: which products a coupon covers
coupon_redemptions                     household_id, coupon_upc, campaign_id, redemption_date

What becomes of them: households are customers (those without demographics are derived), transactions the lines of
derived orders, demographics tags, campaigns outcomes with the type as arm, coupons the products of a campaign with the
coupon's number as code. No file says what a coupon gives, so nothing here does. There is no price list either: a
product's price is the one paid most often with the store's card, before coupons, in the last month of sale, and no
message quotes it; products that were never bought stay nameable, without a price, and are not advertised.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from shop.errors import ImportRefused
from shop.importing.adapters.synthetic_contacts import CONTACT_COLUMNS, DOMAIN, NOTE, contact_cells
from shop.importing.adapters.wording import readable
from shop.importing.adapters.workbench import Workbench, numbered, placed
from shop.importing.contract import RawDocument, RawPicture, RawRow, RawTable
from shop.types.shop_info import Market, Sender, ShopInfo

QUALITIES = frozenset((
    "ANGUS", "BETTER FOR YOU", "BLENDS", "BUTTS", "COCKTAILS", "CONES", "DRY", "ECONOMY", "ENHANCED", "FRESH",
    "INTERNAL", "KITS", "LEAN", "LOAVE", "MAINSTREAM", "MISCELLANEOUS", "OTHER", "PAILS", "PREMIUM", "PREMIUM PINTS",
    "PRIMAL", "RED", "SUPER PREMIUM PINTS", "TRADITIONAL", "VALUE",
))  # fmt: skip
"""Types that say of what kind a thing of its category is, not what it is: they stand before the category."""
TRAITS = ("age", "income", "home_ownership", "marital_status", "household_size", "household_comp", "kids_count")
FILES: dict[str, tuple[str, ...]] = {
    "transactions": (
        "household_id", "basket_id", "product_id", "quantity", "sales_value", "coupon_disc", "coupon_match_disc",
        "transaction_timestamp",
    ),
    "products": ("product_id", "department", "product_category", "product_type", "package_size"),
    "demographics": ("household_id", *TRAITS),
    "campaigns": ("campaign_id", "household_id"),
    "campaign_descriptions": ("campaign_id", "campaign_type", "start_date", "end_date"),
    "coupons": ("coupon_upc", "product_id", "campaign_id"),
    "coupon_redemptions": ("household_id", "coupon_upc", "campaign_id", "redemption_date"),
}  # fmt: skip

_LINES = """SELECT "row", CASE WHEN units = 0 THEN 'zero_quantity' ELSE '' END, basket_id, product_id, stated,
    round((sales + matched) / nullif(units, 0), 4)::DECIMAL(18,4), matched + coupon, greatest(sales - coupon, 0)
    FROM bought ORDER BY "row\""""
_PRODUCTS = """SELECT g."row", '', g.product_id, product_type, product_category, department, package_size,
    p.price, CASE WHEN p.price IS NULL THEN 'discontinued' ELSE 'active' END
    FROM goods g LEFT JOIN last_prices p USING (product_id) ORDER BY g."row\""""
_CAMPAIGNS = """SELECT "row", '', campaign_id, 'Campaign ' || campaign_id || ' (' || campaign_type || ')', 'letter',
    campaign_type, start_date, end_date, campaign_type FROM campaign_descriptions ORDER BY "row\""""
_OUTCOMES = """SELECT c."row", '', c.campaign_id, c.household_id, coalesce(d.campaign_type, 'campaign'), 'no', 'yes',
    CASE WHEN r.household_id IS NULL THEN 'no' ELSE 'yes' END
    FROM campaigns c LEFT JOIN campaign_descriptions d USING (campaign_id)
    LEFT JOIN (SELECT DISTINCT campaign_id, household_id FROM coupon_redemptions) r
        ON r.campaign_id = c.campaign_id AND r.household_id = c.household_id ORDER BY c."row\""""
_REDEMPTIONS = """SELECT "row", '', household_id, 'coupon_redeemed', redemption_date, campaign_id, coupon_upc
    FROM coupon_redemptions ORDER BY "row\""""


class CompleteJourney:
    """The data set as a shop in US dollars; its households have synthetic contacts."""

    def __init__(self, folder: Path) -> None:
        self.folder = Path(folder)
        self.notes = [
            "The source has no price list: prices are those paid most often before coupons, in the last month of sale;"
            " no message quotes them.",
            "The source does not say what a coupon gives; campaigns name products and an end date, no amount.",
            NOTE,
            "Times of the transactions are UTC; days are those of America/New_York.",
        ]

    def shop(self) -> ShopInfo:
        """Say which shop this is."""
        return ShopInfo(
            id="complete-journey", name="Complete Journey", zone="America/New_York", currency="USD",
            url=f"https://complete-journey.{DOMAIN}",
            markets=(
                Market(
                    country="US", currency="USD", language="en", locale="en_US", jurisdiction="US", prices="derived"
                ),
            ),
            sender=Sender(
                name="Complete Journey", email=f"shop@complete-journey.{DOMAIN}",
                postal_address="Public data set, United States",
            ),
        )  # fmt: skip

    def tables(self) -> Iterator[RawTable]:
        """Yield the files' rows and what is derived from them."""
        paths = {name: self._path(name) for name in FILES}
        bench = Workbench()
        try:
            for name, columns in FILES.items():
                bench.load(name, paths[name], columns)
            bench.script("complete_journey.sql")
            yield from _people(bench, paths)
            yield from _trade(bench, paths)
            yield from _campaigns(bench, paths)
        finally:
            bench.close()

    def documents(self) -> Iterator[RawDocument]:
        """Yield nothing: the data set has no documents."""
        return iter(())

    def pictures(self) -> Iterator[RawPicture]:
        """Yield nothing: the data set has no pictures."""
        return iter(())

    def _path(self, name: str) -> Path:
        """Return the file of one table; of the transactions all of them or the sample that the package ships."""
        names = [f"{name}.parquet"] + ([f"{name}_sample.parquet"] if name == "transactions" else [])
        for candidate in names:
            if (self.folder / candidate).is_file():
                return self.folder / candidate
        raise ImportRefused(
            f"The folder has no {' or '.join(names)}.", where=str(self.folder),
            hint="The data set is a folder with a parquet file per table; give the folder's path.",
        )  # fmt: skip


def _people(bench: Workbench, paths: dict[str, Path]) -> Iterator[RawTable]:
    columns = ("customer_id", "country", "tags", *CONTACT_COLUMNS)
    traits = ", ".join(f"'{name}: ' || nullif({name}, '')" for name in TRAITS)
    stated = f"SELECT \"row\", '', household_id, concat_ws('|', {traits}) FROM demographics ORDER BY \"row\""
    rows = (_contacted(row) for row in placed(bench.rows(stated)))
    yield RawTable("customers", paths["demographics"].name, columns, rows)
    others = bench.rows("SELECT household_id, '' FROM others ORDER BY length(household_id), household_id")
    file = f"customers derived from {paths['transactions'].name}, {paths['campaigns'].name}"
    yield RawTable("customers", file, columns, (_contacted(row) for row in numbered(others)), derived=True)


def _contacted(row: RawRow) -> RawRow:
    household, tags = row.cells
    return row._replace(cells=[household, "US", tags, *contact_cells(household)])


def _trade(bench: Workbench, paths: dict[str, Path]) -> Iterator[RawTable]:
    columns: tuple[str, ...] = ("product_id", "name", "category", "attributes", "price", "status")
    products = (_product(row) for row in placed(bench.rows(_PRODUCTS)))
    yield RawTable("products", paths["products"].name, columns, products, may_lack=("price",))
    name = paths["transactions"].name
    baskets = bench.rows(
        "SELECT basket_id, household_id, placed_at, 'delivered' FROM baskets ORDER BY moment, basket_id"
    )
    columns = ("order_id", "customer_id", "placed_at", "status")
    yield RawTable("orders", f"orders derived from {name}", columns, numbered(baskets), derived=True)
    columns = ("order_id", "product_id", "quantity", "unit_price", "discount", "total")
    yield RawTable("order_lines", name, columns, placed(bench.rows(_LINES)))
    steps = bench.rows(
        "SELECT product_id, price, strftime(starts_at, '%Y-%m-%d') FROM price_steps ORDER BY product_id, starts_at"
    )
    columns = ("product_id", "price", "starts_at")
    yield RawTable("price_history", f"price_history derived from {name}", columns, numbered(steps), derived=True)


def _product(row: RawRow) -> RawRow:
    """Name a product by its type, else its category, else its department. `brand` names no brand and is left out."""
    id_, kind, category, department, size, price, status = row.cells
    kind = f"{kind} {category}".strip() if kind in QUALITIES else kind
    attributes = f"package size: {size.replace(';', ',')}" if size else ""
    name, group = readable(kind or category or department), readable(category or department)
    return row._replace(cells=[id_, name, group, attributes, price, status])


def _campaigns(bench: Workbench, paths: dict[str, Path]) -> Iterator[RawTable]:
    columns: tuple[str, ...] = ("customer_id", "kind", "happened_at", "campaign_id", "code")
    yield RawTable("events", paths["coupon_redemptions"].name, columns, placed(bench.rows(_REDEMPTIONS)))
    columns = ("campaign_id", "name", "channel", "goal", "sent_at", "ends_on", "arms")
    descriptions = placed(bench.rows(_CAMPAIGNS))
    yield RawTable("campaigns", paths["campaign_descriptions"].name, columns, descriptions)
    covered = 'SELECT "row", \'\', campaign_id, product_id, coupon_upc FROM coupons ORDER BY "row"'
    columns = ("campaign_id", "product_id", "code")
    yield RawTable("campaign_products", paths["coupons"].name, columns, placed(bench.rows(covered)))
    columns = ("campaign_id", "customer_id", "arm", "held_out", "delivered", "ordered")
    yield RawTable("outcomes", paths["campaigns"].name, columns, placed(bench.rows(_OUTCOMES)))
