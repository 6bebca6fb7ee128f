"""The e-mail as it goes out: header fields, HTML, parts. These rules run where there is an envelope to look at."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.utils import parseaddr

from guard.claims.normal import normal
from guard.claims.urls import host_of
from guard.envelope import Envelope, links_of, pictures_of
from guard.reading import Reading
from guard.rules.model import Found

_URI = re.compile(r"<([^<>]+)>")
_ONE_CLICK = re.compile(r"\s*List-Unsubscribe\s*=\s*One-Click\s*", re.IGNORECASE)
_SIGNED = re.compile(r"(?:^|;)\s*h\s*=\s*([^;]+)", re.IGNORECASE)
_MUST_BE_SIGNED = ("from", "list-unsubscribe", "list-unsubscribe-post")
_HOST_SHOWN = re.compile(r"(?:https?://)?((?:[\w-]+\.)+[a-z]{2,24})(?:[/?#:]\S*)?", re.IGNORECASE)
_NO_REPLY = re.compile(r"^(?:no[-_.]?reply|do[-_.]?not[-_.]?reply|donotreply)(?:[+.-].*)?@", re.IGNORECASE)
MOST_HTML = 102 * 1024
"""Bytes: beyond, Gmail cuts a mail off, and with it the way to unsubscribe."""


def one_click(reading: Reading) -> Iterator[Found]:
    """List-Unsubscribe has an https address, and List-Unsubscribe-Post says One-Click (RFC 8058)."""
    envelope = _of(reading)
    uris = _URI.findall(envelope.header("List-Unsubscribe"))
    if not any(uri.lower().startswith("https://") for uri in uris):
        yield _header(envelope, "List-Unsubscribe", "an https address in angle brackets")
    if not _ONE_CLICK.fullmatch(envelope.header("List-Unsubscribe-Post")):
        yield _header(envelope, "List-Unsubscribe-Post", "List-Unsubscribe=One-Click")


def signed(reading: Reading) -> Iterator[Found]:
    """A DKIM signature covers the sender and both fields about unsubscribing (RFC 8058, section 4)."""
    envelope = _of(reading)
    signatures = [value for name, value in envelope.headers if name.lower() == "dkim-signature"]
    covered = [_signed_fields(value) for value in signatures]
    if signatures and not any(set(_MUST_BE_SIGNED) <= fields for fields in covered):
        missing = [name for name in _MUST_BE_SIGNED if name not in covered[0]]
        yield _header(envelope, "DKIM-Signature", f"h= names {', '.join(missing)} too")


def sender(reading: Reading) -> Iterator[Found]:
    """From is the shop's own address, and Reply-To leads to the shop."""
    envelope = _of(reading)
    own = _own_hosts(reading)
    for name in ("From", "Reply-To", "Sender"):
        value = envelope.header(name)
        address = parseaddr(value)[1]
        if name == "From" and not address:
            yield _header(envelope, name, "the shop's address")
        elif value and not _is_own(address.rpartition("@")[2].lower(), own):
            yield _header(
                envelope,
                name,
                f"an address at {' or '.join(sorted(own)) or 'the shop, which the evidence does not name'}",
            )


def reply_address(reading: Reading) -> Iterator[Found]:
    """In China a refusal can be sent to the sender's own address: it must not be one that nobody reads."""
    envelope = _of(reading)
    name = "Reply-To" if envelope.header("Reply-To") else "From"
    if _NO_REPLY.match(parseaddr(envelope.header(name))[1]):
        yield _header(envelope, name, "an address that somebody reads for at least 30 days")


def plain_part(reading: Reading) -> Iterator[Found]:
    """There is a text part that says what the HTML says."""
    envelope = _of(reading)
    if not envelope.html:
        return
    plain = envelope.plain.strip()
    if len(plain) < 20:
        yield Found(plain, "a text/plain part with the whole message")


def link_text(reading: Reading) -> Iterator[Found]:
    """Where a link shows an address, it leads there."""
    for link in links_of(_of(reading).html):
        shown = _HOST_SHOWN.fullmatch(normal(link.shown))
        if shown and _bare(shown[1]) != _bare(host_of(link.href)):
            yield Found(f"{link.shown} → {link.href}"[:200], f"a link that leads to {shown[1].lower()}")


def link_hosts(reading: Reading) -> Iterator[Found]:
    """Links and pictures of the HTML are https addresses of the shop."""
    allowed = {_bare(host) for host in reading.subject.allowed_hosts} | {_bare(host) for host in reading.facts.hosts}
    html = _of(reading).html
    for href in (*(link.href for link in links_of(html)), *(one.src for one in pictures_of(html))):
        scheme = href.partition(":")[0].lower()
        if href.startswith("#") or scheme in ("mailto", "tel", "cid"):
            continue
        if scheme != "https" or _bare(host_of(href)) not in allowed:
            yield Found(href[:200], f"an https address of {', '.join(sorted(allowed)) or 'the shop'}")


def size(reading: Reading) -> Iterator[Found]:
    """The HTML is small enough to be shown whole."""
    length = len(_of(reading).html.encode("utf-8"))
    if length > MOST_HTML:
        yield Found(f"{length:,} bytes", f"at most {MOST_HTML:,} bytes of HTML")


def pixel(reading: Reading) -> Iterator[Found]:
    """A picture that nobody can see reports the opening: it needs the recipient's consent to tracking."""
    envelope = _of(reading)
    if envelope.tracking_consent:
        return
    for picture in pictures_of(envelope.html):
        if picture.tiny and picture.src.lower().startswith(("http:", "https:", "//")):
            yield Found(picture.src[:200], "no tracking picture without consent to tracking")


def ai_header(reading: Reading) -> Iterator[Found]:
    """A model's text carries a mark that machines read."""
    envelope = _of(reading)
    if not envelope.header("X-AI-Generated"):
        yield _header(envelope, "X-AI-Generated", "who produced the text, as render.ai_label writes it")


def _of(reading: Reading) -> Envelope:
    return reading.subject.envelope or Envelope()


def _header(envelope: Envelope, name: str, expected: str) -> Found:
    return Found(f"{name}: {envelope.header(name)}"[:200].strip(), f"{name} with {expected}")


def _signed_fields(signature: str) -> set[str]:
    found = _SIGNED.search(signature)
    return {name.strip().lower() for name in found[1].split(":")} if found else set()


def _own_hosts(reading: Reading) -> set[str]:
    """Return the domains that the shop writes from: that of its address in the evidence, else those of its links."""
    stated = {str(fact.value).rpartition("@")[2].lower() for fact in reading.facts.named("S", "email")}
    return stated or {_bare(host) for host in (*reading.facts.hosts, *reading.subject.allowed_hosts)}


def _is_own(host: str, own: set[str]) -> bool:
    return any(host == one or host.endswith(f".{one}") for one in own)


def _bare(host: str) -> str:
    return host.lower().removeprefix("www.")
