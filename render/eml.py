"""An e-mail as a file: plain text and HTML, local pictures inside, headers that mailbox providers ask for.

Sources: RFC 5322 (fields), RFC 2046 and 2387 (parts), RFC 2369 (the link to unsubscribe).
The one-click header of RFC 8058 is not written: it needs a link that identifies the recipient, which only the service
that sends the mail can make.
"""

from __future__ import annotations

import hashlib
import mimetypes
from collections.abc import Callable
from datetime import datetime
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path

from render.ai_label import ai_header
from render.email import RenderedEmail, language_tag
from render.errors import NotMailable
from render.links import media_name, unsubscribe_address, web_address
from render.plain import one_line
from shop.types import Message, Sender


def cid_source(media: Path) -> Callable[[str], str]:
    """Return a `picture_src` for mails that carry their pictures: `cid:` for files in `media`, else the address."""

    def source(ref: str) -> str:
        name = media_name(ref)
        if name:
            return f"cid:{content_id(name)}" if (media / name).is_file() else ""
        return web_address(ref)

    return source


def build_eml(
    message: Message,
    rendered: RenderedEmail,
    *,
    recipient: str,
    sender: Sender,
    message_id: str,
    date: datetime,
    media: Path | None = None,
) -> bytes:
    """Return the message as RFC 5322 bytes, the same for the same input.

    `message_id` with or without angle brackets; `date` is aware. `media` holds the pictures that the HTML names by
    `cid:` (see `cid_source`). Raises NotMailable without sender address, recipient or https way to unsubscribe.
    """
    mail = EmailMessage(policy=SMTP)
    unique = one_line(message_id).strip("<>")
    _address_fields(mail, recipient, sender)
    mail["Subject"] = rendered.subject
    mail["Date"] = format_datetime(date)
    mail["Message-ID"] = f"<{unique}>"
    _list_fields(mail, message)
    _content(mail, rendered)
    mail["Content-Language"] = language_tag(message)  # set_content would move it into the first part
    _pictures(mail, message, rendered, media)
    _fixed_boundaries(mail, unique)
    return mail.as_bytes()


def _address_fields(mail: EmailMessage, recipient: str, sender: Sender) -> None:
    try:
        mail["From"] = Address(one_line(sender.name), addr_spec=sender.email)
        mail["To"] = Address(addr_spec=recipient)
    except (HeaderParseError, ValueError, IndexError) as error:
        raise NotMailable(
            f"{sender.email!r} to {recipient!r} is not a pair of e-mail addresses: {error}.",
            hint="Check the sender in the shop's settings and the customer's address.",
        ) from error


def _list_fields(mail: EmailMessage, message: Message) -> None:
    unsubscribe = unsubscribe_address(message)
    if not unsubscribe.startswith("https://"):
        raise NotMailable(
            f"The message {message.id!r} has no https address to unsubscribe.",
            hint="Its evidence needs S.unsubscribe; set the shop's address.",
        )
    mail["List-Unsubscribe"] = f"<{unsubscribe}>"
    if message.sample:
        mail["X-Sample"] = "yes; shop, people and prices are invented"
    label = ai_header(message)
    if label:
        mail[label[0]] = label[1]


def _content(mail: EmailMessage, rendered: RenderedEmail) -> None:
    mail.set_content(rendered.text, cte="quoted-printable")
    mail.add_alternative(rendered.html, subtype="html", cte="quoted-printable")


def content_id(name: str) -> str:
    """Return the Content-ID (without brackets) of a picture by its file name."""
    return f"{hashlib.sha256(name.encode('utf-8')).hexdigest()[:24]}@pictures.invalid"


def _pictures(mail: EmailMessage, message: Message, rendered: RenderedEmail, media: Path | None) -> None:
    names = dict.fromkeys(media_name(block.picture) for block in message.copy_.blocks)
    html = mail.get_payload(1)
    if media is None or not isinstance(html, EmailMessage):
        return
    for name in names:
        inside = content_id(name)
        if not name or f"cid:{inside}" not in rendered.html:
            continue
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        maintype, subtype = kind.split("/", 1)
        picture = (media / name).read_bytes()
        html.add_related(picture, maintype, subtype, cid=f"<{inside}>", filename=name, disposition="inline")


def _fixed_boundaries(mail: EmailMessage, unique: str) -> None:
    # The library draws boundaries at random; a file must be the same each time it is built.
    for number, part in enumerate(part for part in mail.walk() if part.is_multipart()):
        digest = hashlib.sha256(f"{unique}/{number}".encode()).hexdigest()[:32]
        part.set_boundary(f"=_{number}_{digest}")
