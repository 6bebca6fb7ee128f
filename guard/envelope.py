"""What carries an e-mail besides its text: header fields, HTML, parts. Read from a finished mail, or put together."""

from __future__ import annotations

import re
from email import policy
from email.errors import MessageError
from email.message import EmailMessage
from email.parser import BytesParser
from html.parser import HTMLParser
from typing import NamedTuple

from shop.errors import InvalidInput
from shop.record import Record

MOST_BYTES = 10_000_000
"""Far above any mail; mailbox providers refuse larger ones."""


class Link(NamedTuple):
    """An anchor of the HTML: where it leads and what its reader sees."""

    href: str
    shown: str


class Picture(NamedTuple):
    """A picture of the HTML; `tiny` when it is too small to be seen, as a tracking pixel is."""

    src: str
    tiny: bool


class Envelope(Record):
    """One e-mail as it goes out. `headers` in order, names as written; `html` and `plain` are empty where missing."""

    headers: tuple[tuple[str, str], ...] = ()
    html: str = ""
    plain: str = ""
    tracking_consent: bool = False
    """True only when this recipient agreed to tracking, which is not the consent to marketing."""

    def header(self, name: str) -> str:
        """Return the first field of this name without regard to case, or an empty text."""
        return next((value for one, value in self.headers if one.lower() == name.lower()), "")


def read_mail(content: bytes) -> Envelope:
    """Return the envelope of a mail (RFC 5322); raises InvalidInput for what is no mail or too large."""
    if len(content) > MOST_BYTES:
        raise InvalidInput(f"The mail has {len(content):,} bytes.", hint=f"At most {MOST_BYTES:,} are read.")
    try:
        mail = BytesParser(policy=policy.default).parsebytes(content)
        headers = tuple((name, str(value)) for name, value in mail.items())
        plain, html = _body(mail, "plain"), _body(mail, "html")
    except (MessageError, ValueError, LookupError, IndexError) as error:
        raise InvalidInput(f"This is no readable mail: {error}.", hint="Give an .eml file (RFC 5322).") from error
    if not headers:
        raise InvalidInput("This is no mail: it has no header fields.", hint="Give an .eml file (RFC 5322).")
    return Envelope(headers=headers, html=html, plain=plain)


def links_of(html: str) -> tuple[Link, ...]:
    """Return the anchors of `html` in order."""
    return tuple(_read(html).links)


def pictures_of(html: str) -> tuple[Picture, ...]:
    """Return the pictures of `html` in order."""
    return tuple(_read(html).pictures)


def _body(mail: EmailMessage, subtype: str) -> str:
    part = mail.get_body(preferencelist=(subtype,))
    content = part.get_content() if part is not None else ""
    return content if isinstance(content, str) else ""


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.links: list[Link] = []
        self.pictures: list[Picture] = []
        self._href: str | None = None
        self._shown: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        if tag == "a":
            self._close()
            self._href = named.get("href", "").strip()
        elif tag == "img":
            self.pictures.append(Picture(named.get("src", "").strip(), _is_tiny(named)))

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self._close()

    def handle_data(self, data: str) -> None:
        if self._href is not None:
            self._shown.append(data)

    def close(self) -> None:
        super().close()
        self._close()

    def _close(self) -> None:
        if self._href:
            self.links.append(Link(self._href, " ".join("".join(self._shown).split())))
        self._href, self._shown = None, []


_SMALL = re.compile(r"(?:^|;)\s*(?:max-)?(?:width|height)\s*:\s*[01](?:px)?\s*(?:;|!|$)", re.IGNORECASE)
_UNSEEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|opacity\s*:\s*0(?:\.0+)?\s*(?:;|!|$)", re.IGNORECASE)


def _is_tiny(named: dict[str, str]) -> bool:
    sizes = [named.get(side, "").strip().removesuffix("px") for side in ("width", "height")]
    style = named.get("style", "")
    return any(size in ("0", "1") for size in sizes) or bool(_SMALL.search(style) or _UNSEEN.search(style))


def _read(html: str) -> _Page:
    page = _Page()
    page.feed(html)
    page.close()
    return page
