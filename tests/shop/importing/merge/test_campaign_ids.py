"""Two sources' campaigns of one id: an unsubscribe is read by the channel that its own source states."""

from __future__ import annotations

from typing import Any

import pytest

PEOPLE = "customer_id,first_name,email,phone,email_consent,sms_consent,consent_at\n"
ANN = "c1,Ann,a@x.example,+447700900123,yes,yes,2026-01-01\n"
CAMPAIGNS = "campaign_id,name,channel,sent_at\nc1,Spring,{},2026-02-01\n"
LEAVING = "customer_id,kind,happened_at,campaign_id\nc1,unsubscribe,2026-03-01,c1\n"


@pytest.mark.parametrize("sms_first", [False, True])
@pytest.mark.parametrize(("leaves_in", "email", "sms"), [("mail", [], ["c1"]), ("texts", ["c1"], [])])
def test_each_sources_unsubscribe_is_about_its_own_campaign(
    town: Any,  # noqa: ANN401
    leaves_in: str,
    email: list[str],
    sms: list[str],
    sms_first: bool,
) -> None:
    channels = {"mail": "email", "texts": "sms"}
    for name in sorted(channels, reverse=sms_first):
        files = {"customers.csv": PEOPLE + ANN, "campaigns.csv": CAMPAIGNS.format(channels[name])}
        report = town.give(name, files | ({"events.csv": LEAVING} if name == leaves_in else {}))
    assert (town.eligible("email"), town.eligible("sms")) == (email, sms)
    first, second = ("texts", "mail") if sms_first else ("mail", "texts")
    assert town.rows("SELECT campaign_id, channel FROM campaigns ORDER BY ALL") == sorted(
        [("c1", channels[first]), (f"{second}:c1", channels[second])]
    )
    assert [(one.table, one.samples) for one in report.conflicts] == [("campaigns", ("c1",))]


def test_an_unsubscribe_of_a_source_that_does_not_say_which_counts_for_both(town: Any) -> None:  # noqa: ANN401
    for name, channel in (("mail", "email"), ("texts", "sms")):
        town.give(name, {"customers.csv": PEOPLE + ANN, "campaigns.csv": CAMPAIGNS.format(channel)})
    town.give("log", {"events.csv": LEAVING})
    assert (town.eligible("email"), town.eligible("sms")) == ([], [])


def test_one_channel_in_every_source_is_one_campaign(town: Any) -> None:  # noqa: ANN401
    for name in ("mail", "texts"):
        town.give(name, {"customers.csv": PEOPLE + ANN, "campaigns.csv": CAMPAIGNS.format("sms")})
    town.give("log", {"events.csv": LEAVING})
    assert (town.eligible("email"), town.eligible("sms")) == (["c1"], [])
    assert town.rows("SELECT campaign_id FROM campaigns") == [("c1",)]


def test_an_unsubscribe_from_a_replaced_campaign_is_not_read_as_one_of_the_new(town: Any) -> None:  # noqa: ANN401
    town.give("mail", {"customers.csv": PEOPLE + ANN, "campaigns.csv": CAMPAIGNS.format("email"),
                       "events.csv": LEAVING})  # fmt: skip
    town.give("texts", {"campaigns.csv": CAMPAIGNS.format("sms")}, merge=False)
    assert (town.eligible("email"), town.eligible("sms")) == ([], [])
