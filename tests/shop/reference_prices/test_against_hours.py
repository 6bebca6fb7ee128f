"""1,000 random histories against an oracle that walks through the hours one by one and knows nothing of stretches."""

from __future__ import annotations

import random
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
from zoneinfo import ZoneInfo

from shop.reference_prices import Deal, PricePoint, ReferencePrice, reference_price

ORIGIN = datetime(2025, 4, 1, tzinfo=UTC)
HOURS = 24 * 640
ZONES = ("Europe/Berlin", "Asia/Shanghai", "America/New_York")
LAWS = ("EU", "DE", "UK", "CN", "US", "CA")
MOMENTS = (datetime(2026, 3, 29), datetime(2026, 11, 1), datetime(2026, 10, 25), datetime(2026, 7, 14))
PRICES = [Decimal(text) for text in ("70", "79.90", "80", "95.55", "100", "120")]
UNKNOWN = "unknown"


def moment(hour: int) -> datetime:
    return ORIGIN + timedelta(hours=hour)


@cache
def local_days(zone: str) -> list[date]:
    return [moment(hour).astimezone(ZoneInfo(zone)).date() for hour in range(HOURS)]


class Case:
    """A random history: what held from which hour on, and what was sold when."""

    def __init__(self, seed: int) -> None:
        dice = random.Random(seed)
        self.zone, self.law = dice.choice(ZONES), dice.choice(LAWS)
        close = dice.choice(MOMENTS).replace(tzinfo=UTC) + timedelta(hours=dice.randint(-400, 700))
        self.at = (close - ORIGIN) // timedelta(hours=1)
        spans = [dice.choice((3, 30, 200, 700, 1500)) for _ in range(dice.randint(1, 7))]
        self.changes: list[tuple[int | None, Decimal | None, Decimal | None]] = []
        hour = self.at + dice.randint(-50, 100)
        prices = sorted((dice.choice(PRICES) for _ in spans), reverse=dice.random() < 0.3)
        if dice.random() < 0.6:
            dice.shuffle(prices)
            prices = [dice.choice(PRICES[:2]), *prices[1:]]
        for span, price in zip(spans, prices, strict=True):  # from the last one to the first
            hour -= dice.randint(0, span) + 1
            shown = Decimal(dice.choice((100, 130))) if dice.random() < 0.6 else None
            self.changes.insert(0, (hour, None if dice.random() < 0.03 else price, shown))
        if dice.random() < 0.7:
            self.changes[0] = (None, *self.changes[0][1:])
        sold = [self.at - dice.randint(0, 900) for _ in range(dice.randint(0, 12))] if dice.random() < 0.7 else None
        self.sold = None if sold is None else [(hour, dice.choice(PRICES) - dice.randint(0, 20)) for hour in sold]
        self.dice = dice

    def asked(self) -> tuple[str, object, str]:
        points = [PricePoint(None if hour is None else moment(hour), *rest) for hour, *rest in self.changes]
        self.dice.shuffle(points)
        deals = None if self.sold is None else [Deal(moment(hour), price) for hour, price in self.sold]
        found = reference_price(
            points, moment(self.at), self.law, currency="EUR", zone=ZoneInfo(self.zone), deals=deals
        )
        if isinstance(found, ReferencePrice):
            return found.basis, found.amount.amount, str(found.percent_off)
        return "none", found.kind, ""


class Oracle:
    """Every hour's price and whether it was shown as reduced; all else is counting hours."""

    def __init__(self, case: Case) -> None:
        self.case, self.days, self.at = case, local_days(case.zone), case.at
        self.price: list[object] = [UNKNOWN] * (case.at + 1)
        self.shown = [False] * (case.at + 1)
        for begin, price, listed in case.changes:
            for hour in range(0 if begin is None else begin, case.at + 1):
                self.price[hour] = price
                self.shown[hour] = price is not None and listed is not None and listed > price

    def begin(self, hour: int) -> int:
        while hour > 0 and self.price[hour - 1] == self.price[hour]:
            hour -= 1
        return hour

    def is_fall(self, hour: int) -> bool:
        before, after = (self.price[hour - 1], self.price[hour]) if hour > 0 else (None, None)
        return isinstance(before, Decimal) and isinstance(after, Decimal) and after < before

    def since(self) -> int:
        here, end = self.begin(self.at), self.at + 1
        while here > 0:
            earlier = self.begin(here - 1)
            shown = all(self.shown[earlier:end])
            if not (shown and self.is_fall(here) and self.is_fall(earlier)):
                break
            here, end = earlier, here
        return here

    def first_hour(self, hour: int, days: int) -> int:
        border = self.days[hour] - timedelta(days=days)
        while hour > 0 and self.days[hour - 1] >= border:
            hour -= 1
        return hour

    def answer(self) -> tuple[str, object, str]:
        now = self.price[self.at]
        if now == UNKNOWN:
            return "none", "no_history", ""
        if now is None:
            return "none", "not_offered", ""
        since = self.since()
        if since == 0 or self.price[since - 1] == UNKNOWN:
            return "none", "not_reduced", ""
        if self.price[since - 1] is None:
            return "none", "gap", ""
        if not self.is_fall(since):
            return "none", "not_reduced", ""
        basis, amount = self.by_law(since)
        if basis == "none":
            return basis, amount, ""
        if amount <= now:  # type: ignore[operator]
            return "none", "not_lower", ""
        percent = 0
        while now <= amount * (100 - percent - 1) / 100:  # type: ignore[operator]
            percent += 1
        return basis, amount, str(percent)

    def by_law(self, since: int) -> tuple[str, object]:
        law = self.case.law
        if law == "UK" and since < self.first_hour(self.at, 30):
            return "none", "too_long_ago"
        if law in ("EU", "DE", "UK"):
            return self.lowest(since, 30)
        if law == "CN":
            return self.deal(since)
        return self.former(since, 90, 28, False) if law == "US" else self.former(since, 183, 92, True)

    def lowest(self, since: int, days: int) -> tuple[str, object]:
        seen = self.price[self.first_hour(since, days) : since]
        if UNKNOWN in seen:
            return "none", "history_too_short"
        return ("none", "gap") if None in seen else ("lowest_offered", min(seen))  # type: ignore[type-var]

    def deal(self, since: int) -> tuple[str, object]:
        start = self.first_hour(since, 7)
        sold = {hour: min(p for h, p in self.case.sold or () if h == hour) for hour, _ in self.case.sold or ()}
        week = [sold[hour] for hour in range(start, since) if hour in sold]
        if week:
            return "lowest_deal", min(week)
        earlier = [hour for hour in range(start) if hour in sold]
        return ("last_deal", sold[earlier[-1]]) if earlier else self.lowest(since, 7)

    def former(self, since: int, days: int, least: int, or_more: bool) -> tuple[str, object]:
        price = self.price[since - 1]
        window = self.price[self.first_hour(self.at, days) : self.at]
        held = sum(
            isinstance(seen, Decimal) and (seen == price or (or_more and seen > price))  # type: ignore[operator]
            for seen in window
        )
        return ("former", price) if held >= 24 * least else ("none", "not_long_enough")


def test_random_histories_equal_walking_through_the_hours() -> None:
    seen: Counter[str] = Counter()
    for seed in range(1000):
        case = Case(seed)
        answer = case.asked()
        assert answer == Oracle(case).answer(), seed
        seen[answer[0] if answer[0] != "none" else str(answer[1])] += 1
    expected = {
        "lowest_offered", "lowest_deal", "last_deal", "former", "no_history", "not_offered", "not_reduced", "gap",
        "history_too_short", "not_lower", "not_long_enough", "too_long_ago",
    }  # fmt: skip
    assert set(seen) == expected
    assert sum(seen[basis] for basis in ("lowest_offered", "lowest_deal", "last_deal", "former")) > 200
