"""An export looks the facts up again: what changed since the run stays, and only the shop's present is exported."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from app.campaigns import create, export, run
from app.copilot import Copilot, build
from app.importing import import_csv, import_sample
from app.settings import Settings
from campaigns.outputs import RunFolder
from campaigns.plan import CampaignPlan
from shop.errors import InvalidInput
from shop.evidence import CodeValue
from shop.types import Message

Cells = dict[str, str]
NAME = "hello"


def quiet(name: str, done: int) -> None:
    """Show no progress."""


def imported(home: Path, folder: Path) -> None:
    import_csv(Settings(home=home), folder, mapping=None, currency=None, zone=None, live=False, told=quiet)


@pytest.fixture
def files(tmp_path: Path) -> Path:
    folder = tmp_path / "csv"
    import_sample(Settings(home=tmp_path / "first"), "coffee", 120, 7, write=folder, told=quiet)
    return folder


@pytest.fixture
def copilot(files: Path, tmp_path: Path) -> Copilot:
    """A shop of files with a campaign that was run."""
    imported(tmp_path / "home", files)
    made = build(Settings(home=tmp_path / "home"))
    create(made, CampaignPlan(id=NAME, segment="everyone", channel="email", limit=25))
    run(made, NAME, quiet)
    return made


def messages(copilot: Copilot) -> list[Message]:
    return RunFolder(copilot.home.runs / NAME).read_messages()


def rewrite(path: Path, change: Callable[[int, Cells], None]) -> None:
    with path.open(encoding="utf-8-sig", newline="") as handle:
        rows = list(csv.DictReader(handle))
    for number, row in enumerate(rows, 2):
        change(number, row)
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def sold_as_before(copilot: Copilot) -> str:
    """Return the address of the product that most messages are about."""
    urls = [str(item.fields["url"].model_dump()["url"]) for one in messages(copilot) for item in one.evidence
            if item.id == "P1"]  # fmt: skip
    return max(sorted(set(urls)), key=urls.count)


def about(copilot: Copilot, url: str) -> set[str]:
    return {
        one.id for one in messages(copilot)
        if any(item.kind == "product" and item.fields["url"].model_dump()["url"] == url for item in one.evidence)
    }  # fmt: skip


def left(folder: str) -> set[str]:
    return {path.stem for path in Path(folder).glob("*.eml")}


def test_the_same_facts_imported_again_leave_as_they_are(copilot: Copilot, files: Path) -> None:
    before = export(copilot, NAME, None)
    assert (before.written, before.stale) == (25, 0)
    bytes_before = {path.name: path.read_bytes() for path in Path(before.folder).glob("*.eml")}
    imported(copilot.home.path, files)
    assert copilot.home.current_build().name == "shop-2.duckdb"
    after = export(copilot, NAME, None)
    assert (after.written, after.stale, after.stale_because) == (25, 0, {})
    assert {path.name: path.read_bytes() for path in Path(after.folder).glob("*.eml")} == bytes_before


def test_another_stock_holds_the_messages_about_that_product_only(copilot: Copilot, files: Path) -> None:
    url = sold_as_before(copilot)
    concerned = about(copilot, url)

    def more(number: int, row: Cells) -> None:
        if row["url"] == url and row["stock"]:
            row["stock"] = str(int(row["stock"]) + 1)

    rewrite(files / "products.csv", more)
    imported(copilot.home.path, files)
    done = export(copilot, NAME, None)
    assert 0 < len(concerned) < 25
    assert done.stale_because == {"stock": len(concerned)}
    assert left(done.folder) == {one.id for one in messages(copilot)} - concerned


def test_another_price_or_none_in_stock_is_not_exported_until_it_is_run_again(copilot: Copilot, files: Path) -> None:
    url = sold_as_before(copilot)
    concerned = about(copilot, url)
    assert concerned <= left(export(copilot, NAME, None).folder)

    def dearer_and_gone(number: int, row: Cells) -> None:
        if row["url"] == url:
            row.update(price="75.00", price_gbp="75.00", price_eur="75.00", stock="0")

    rewrite(files / "products.csv", dearer_and_gone)
    imported(copilot.home.path, files)
    done = export(copilot, NAME, None)
    assert not concerned & left(done.folder)
    assert done.stale == sum(done.stale_because.values()) >= len(concerned)
    assert done.written + done.stale == 25
    run(copilot, NAME, quiet)
    assert (export(copilot, NAME, None).stale, about(copilot, url)) == (0, set())


def of_brand(brand: str, tmp_path: Path, vouchers: str = "") -> Copilot:
    """Run a campaign to the lapsing customers of a shop of files in tmp_path / brand.

    With `vouchers` that promotion is the only one, and takes 3 off any order.
    """
    import_sample(Settings(home=tmp_path / "sample"), brand, 150, 7, write=tmp_path / brand, told=quiet)
    if vouchers:
        file = tmp_path / brand / "promotions.json"
        document = json.loads(file.read_text(encoding="utf-8"))
        [kept] = [item for item in document["promotions"] if item["id"] == vouchers]
        kept |= {"when": None, "effects": [{"kind": "fixed", "amount": "3"}]}
        file.write_text(json.dumps({**document, "promotions": [kept]}), encoding="utf-8")
    imported(tmp_path / "shop", tmp_path / brand)
    made = build(Settings(home=tmp_path / "shop"))
    create(made, CampaignPlan(id=NAME, segment="everyone", channel="email", reason="lapsing"))
    run(made, NAME, quiet)
    return made


def codes_in(copilot: Copilot) -> dict[str, str]:
    """Return the code that is in each message that has one, by message id."""
    return {
        one.id: value.code for one in messages(copilot) for item in one.evidence for value in item.fields.values()
        if isinstance(value, CodeValue)
    }  # fmt: skip


def test_a_promotion_that_is_gone_takes_its_offers_along(tmp_path: Path) -> None:
    copilot = of_brand("skincare", tmp_path)
    offered = codes_in(copilot).keys()
    assert offered <= left(export(copilot, NAME, None).folder)
    (tmp_path / "skincare" / "promotions.json").write_text('{"version": 2, "promotions": []}', encoding="utf-8")
    imported(copilot.home.path, tmp_path / "skincare")
    done = export(copilot, NAME, None)
    assert len(offered) >= 3
    assert not offered & left(done.folder)
    assert done.stale == sum(done.stale_because.values()) >= len(offered)


def test_a_code_that_was_used_since_is_not_sent(tmp_path: Path) -> None:
    copilot = of_brand("skincare", tmp_path, "LUSHUI")
    id_, code = min(codes_in(copilot).items())

    def used(number: int, row: Cells) -> None:
        if row["code"] == code:
            row["used_at"] = "2026-11-20T08:00:00"

    assert id_ in left(export(copilot, NAME, None).folder)
    rewrite(tmp_path / "skincare" / "codes.csv", used)
    imported(copilot.home.path, tmp_path / "skincare")
    done = export(copilot, NAME, None)
    assert (id_ in left(done.folder), done.stale_because) == (False, {"code": 1})


def test_only_the_present_is_exported(copilot: Copilot) -> None:
    earlier = build(Settings(home=copilot.home.path, as_of="2026-10-01"))
    with pytest.raises(InvalidInput, match="not the shop's present"):
        export(earlier, NAME, None)
    run(earlier, NAME, quiet)
    with pytest.raises(InvalidInput, match="Run it again"):
        export(copilot, NAME, None)
    run(copilot, NAME, quiet)
    assert export(copilot, NAME, None).written == 25


def test_a_run_that_does_not_say_what_it_was_made_from_is_not_exported(copilot: Copilot) -> None:
    noted = copilot.home.runs / NAME / "run.json"
    assert json.loads(noted.read_text(encoding="utf-8"))["build"] == "shop-1.duckdb"
    noted.unlink()
    with pytest.raises(InvalidInput, match="Run it again"):
        export(copilot, NAME, None)
