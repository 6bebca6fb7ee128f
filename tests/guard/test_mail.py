"""A finished mail as the guard reads it: header fields, parts, links, pictures."""

from __future__ import annotations

import pytest

from guard.check import check
from guard.contract import subject_of_mail
from guard.envelope import links_of, pictures_of, read_mail
from guard.rules.examples import example_evidence
from shop.errors import InvalidInput

TEXT = "The Trail Jacket is $63.00.\n12 Mill Road, Portland, OR 97201\nUnsubscribe: https://alder.example/u/77"
GOOD = (
    "From: Maya <maya@alder.example>\r\nTo: anna@mail.example\r\nSubject: The Trail Jacket is back\r\n"
    "List-Unsubscribe: <https://alder.example/u/77>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
    'MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary="b"\r\n\r\n'
    f"--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{TEXT}\r\n"
    "--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
    "<p>It is back. <a href='https://alder.example/k/9'>See it</a></p>\r\n--b--\r\n"
)


def found(mail: str) -> set[str]:
    subject = subject_of_mail(mail.encode(), example_evidence("en").model_dump_json(), "US")
    return {one.rule for one in check(subject).findings}


def test_a_good_mail_passes() -> None:
    assert found(GOOD) == set()


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n", "", "email.one_click"),
        ("maya@alder.example", "maya@evil.test", "email.sender"),
        ("href='https://alder.example/k/9'", "href='https://evil.test/'", "email.link_hosts"),
        (">See it<", ">bank.test<", "email.link_text"),
        ("<p>It", "<img src='https://alder.example/o.gif' width=1><p>It", "email.pixel"),
        ("$63.00", "$36.00", "facts.money"),
        ("Subject: The", "Subject: Re: The", "subject.reply"),
        ("Unsubscribe: https://alder.example/u/77", "Bye.", "email.address_and_optout"),
        (TEXT, "See HTML.", "email.plain_part"),
    ],
)
def test_one_fault_is_found(old: str, new: str, rule: str) -> None:
    assert old in GOOD
    assert rule in found(GOOD.replace(old, new))


def test_what_is_no_mail_is_refused() -> None:
    with pytest.raises(InvalidInput, match="no mail"):
        read_mail(b"")
    assert read_mail(b"Subject: x\n\nbody").plain.strip() == "body"


def test_links_and_pictures_are_read_from_untidy_html() -> None:
    html = (
        "<a href=' https://a.example '>one <b>two</b><a href=x>three<img SRC=p.png style='WIDTH: 1px'><img src=q.png>"
    )
    assert [(link.href, link.shown) for link in links_of(html)] == [("https://a.example", "one two"), ("x", "three")]
    assert [(one.src, one.tiny) for one in pictures_of(html)] == [("p.png", True), ("q.png", False)]
