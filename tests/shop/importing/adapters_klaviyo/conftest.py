"""A folder as Klaviyo exports it: profiles, suppressions, campaign results and events, under any names."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from shop.clock import FixedClock
from shop.home import Home
from shop.importing.adapters.klaviyo import KlaviyoSource
from shop.importing.csv_source import ShopOverrides
from shop.importing.pipeline import import_source
from shop.importing.quality import QualityReport
from shop.store.view import ShopView

NOW = FixedClock(datetime(2026, 11, 22, 12, tzinfo=UTC))
FILES = {
    "All people 2026-11-20.csv": "Email,Klaviyo ID,First Name,Last Name,Organization,Title,Phone Number,Address,"
    "Address 2,City,State / Region,Country,Zip Code,Latitude,Longitude,Source,IP Address,Email Marketing Consent,"
    "Email Marketing Consent Timestamp,SMS Marketing Consent,SMS Marketing Consent Timestamp,"
    "Historic Customer Lifetime Value,First Active,Profile Created On,Date Added,Last Open,Email Suppressions,Locale,"
    "Shoe size\n"
    'Ada@Example.com,01A,Ada,Lane,,,+15550001111,"1, Elm",,Albany,NY,United States,12207,,,Form,,SUBSCRIBED,'
    "2025-05-01T10:00:00Z,SUBSCRIBED,2024-05-01T10:00:00+00:00,120.00,,2025-05-01 10:00:00,,,,en-US,38\n"
    "bo@example.com,01B,Bo,,,,,,,,,,,,,,,UNSUBSCRIBED,2025-06-01T10:00:00Z,NEVER_SUBSCRIBED,,,,,,,,,\n"
    "cy@example.com,01C,Cy,,,,+15550003333,,,,,,,,,,,SUBSCRIBED,2025-07-01T10:00:00Z,UNSUBSCRIBED,,,,,,,,,\n"
    "di@example.com,01D,Di,,,,,,,,,,,,,,,NEVER_SUBSCRIBED,,,,,,,,,,,\n"
    "ed@example.com,01E,Ed,,,,,,,,,,,,,,,SUBSCRIBED,2025-07-02T10:00:00Z,,,,,,,,\"['HARD_BOUNCE']\",,\n"
    "flo@example.com,01F,Flo,,,,,,,,,,,,,,,SUBSCRIBED,,,,,,,,,[],,\n",
    "Suppressed profiles.csv": "Email,Reason,Date\nGone@Example.com,USER_SUPPRESSED,2025-01-02T03:04:05Z\n"
    "flo@example.com,HARD_BOUNCE,\nno address,HARD_BOUNCE,2025-01-02\nlate@example.com,INVALID_EMAIL,someday\n",
    "campaign results.csv": "Campaign Name,Variation Name,Tags,Subject,List,Send Time,Send Weekday,Total Recipients,"
    "Unique Placed Order,Placed Order Rate,Revenue,Unique Opens,Open Rate,Total Opens,Unique Clicks,Click Rate,"
    "Total Clicks,Unsubscribes,Spam Complaints,Successful Deliveries,Bounces,Campaign ID,Campaign Channel\n"
    "Spring,A,,Hello,Main,2026-03-01 10:00:00,Sunday,100,2,2%,99.00,40,40%,50,9,9%,10,1,0,98,2,C1,Email\n"
    "Spring,B,,Hi,Main,2026-03-01 10:00:00,Sunday,100,3,3%,99.00,44,44%,52,8,8%,10,0,0,99,1,C1,Email\n"
    "Text,,,,Main,2026-03-02 10:00:00,Monday,50,0,0%,0,,,,5,10%,6,0,0,50,0,C2,SMS\n"
    "App,,,,Main,2026-03-02 10:00:00,Monday,50,0,0%,0,,,,5,10%,6,0,0,50,0,C3,Push Notification\n",
    "events.csv": "Metric,Timestamp,Email,Properties,Campaign ID,$value,$currency_code\n"
    'Viewed Product,2026-03-02T01:00:00Z,ada@example.com,"{""URL"":""https://shop.example/products/tent?x=1""}",,,\n'
    'Added to Cart,2026-03-02 02:00:00,ADA@example.com,"{""ProductID"":77}",,99.00,USD\n'
    "Started Checkout,2026-03-02 03:00:00,ada@example.com,,,99.00,USD\n"
    "Opened Email,1772359200,cy@example.com,,C1,,\nClicked Email,2026-03-01 11:00:00,cy@example.com,,C1,,\n"
    "Unsubscribed,2026-03-03 11:00:00,cy@example.com,,C1,,\n"
    "Received Email,2026-03-01 10:00:00,cy@example.com,,C1,,\n"
    "Placed Order,2026-03-04 11:00:00,ada@example.com,"
    '"{""$event_id"":""5550003"",""Order Name"":""#1003""}",,99.00,USD\n'
    "Placed Order,2026-03-04 12:00:00,ada@example.com,{},,50.00,USD\n"
    "Opened Email,2026-03-01 11:00:00,nobody@example.com,,C1,,\n",
}


class Account:
    """The folder of exports and the home it is imported into."""

    def __init__(self, path: Path) -> None:
        self.folder = path / "exports"
        self.folder.mkdir()
        self.home = Home(path / "home")
        self.report: QualityReport | None = None

    def write(self, name: str, text: str) -> None:
        """Write one file."""
        (self.folder / name).write_text(text, encoding="utf-8-sig", newline="\r\n")

    def load(self, **stated: str) -> QualityReport:
        """Import the folder."""
        source = KlaviyoSource(self.folder, shop=ShopOverrides(**({"id": "t", "zone": "UTC"} | stated)))
        self.report = import_source(source, self.home, clock=NOW)
        return self.report

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        """Ask the imported shop."""
        with ShopView(self.home.current_build()) as view:
            return view.rows(sql)


def _filled(path: Path) -> Account:
    account = Account(path)
    for name, text in FILES.items():
        account.write(name, text)
    return account


@pytest.fixture
def account(tmp_path: Path) -> Account:
    return _filled(tmp_path)


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Account:
    """The folder imported once: for tests that only ask."""
    account = _filled(tmp_path_factory.mktemp("klaviyo"))
    account.load()
    return account
