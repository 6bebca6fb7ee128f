"""From a draft to the whole message: slots filled, product blocks, the link, and the text as its recipient reads it."""

from __future__ import annotations

from typing import NamedTuple

from agent.offline.writer import OfflineWriter
from guard.fill import Filled, as_of_year, fill_draft, fill_parts
from guard.jurisdictions import laws_of
from render.data_files import load, message_words
from shop.evidence import UrlValue
from shop.types import Draft, FilledCopy, ProductBlock, WhyNow
from tools.message_brief import MessageBrief


class LaidOut(NamedTuple):
    """A draft (as it is kept), what filling made of it, and the copy for the recipient."""

    draft: Draft
    filled: Filled
    copy: FilledCopy


def lay_out(brief: MessageBrief, draft: Draft, writer: OfflineWriter, by_model: bool) -> LaidOut:
    """Fill `draft` and put the message together; slots that cannot be filled stay visible and have a finding."""
    draft = _marked(draft, writer.advertising_mark(brief))
    filled = fill_draft(draft, brief.evidence, brief.locale, as_of_year(brief.evidence))
    parts = filled.parts
    named = {part: parts.get(part, "") for part in ("subject", "preheader", "greeting", "cta", "signoff")}
    body = tuple(text for part, text in parts.items() if part.startswith("body."))
    bare = FilledCopy(**named, body=body, link=link_of(brief), blocks=_blocks(brief, draft), text="")
    return LaidOut(draft, filled, bare.model_copy(update={"text": _whole_text(brief, bare, writer, by_model)}))


def why_now(brief: MessageBrief, writer: OfflineWriter) -> WhyNow:
    """Return the one reason for writing, in the reader's language, with the evidence it names."""
    slots = writer.why_now(brief)
    ids = sorted({item.id for item in brief.evidence.evidence if f"[[{item.id}." in slots})
    return WhyNow(kind=brief.reason, text=_fill(brief, slots), evidence=tuple(ids))


def link_of(brief: MessageBrief) -> str:
    """Return where the message leads: the product's page, else the shop's; in an SMS the shorter of the two."""
    links = [link for id_, field in (("P1", "url"), ("S", "link")) if (link := _url(brief, id_, field))]
    if brief.channel == "sms":
        links.sort(key=len)
    return links[0] if links else ""


def _url(brief: MessageBrief, id_: str, field: str) -> str:
    item = brief.evidence.get(id_)
    value = item.fields.get(field) if item else None
    return value.url if isinstance(value, UrlValue) else ""


def _marked(draft: Draft, mark: str) -> Draft:
    if not mark or draft.subject.startswith(mark):
        return draft
    return draft.model_copy(update={"subject": f"{mark}{draft.subject}"})


def _fill(brief: MessageBrief, slots: str) -> str:
    return fill_parts({"text": slots}, brief.evidence, brief.locale, as_of_year(brief.evidence)).parts["text"]


def _blocks(brief: MessageBrief, draft: Draft) -> tuple[ProductBlock, ...]:
    """Show the product of the message, and its companion when the copy speaks of it. An SMS shows none."""
    if brief.channel == "sms":
        return ()
    said = " ".join(draft.body)
    return tuple(block for id_ in ("P1", "P2") if id_ == "P1" or f"[[{id_}." in said for block in _block(brief, id_))


def _block(brief: MessageBrief, id_: str) -> tuple[ProductBlock, ...]:
    item = brief.evidence.get(id_)
    if item is None or not {"name", "price"} <= set(item.fields):
        return ()
    picture = brief.pictures.get(id_)
    name, price = _fill(brief, f"[[{id_}.name]]"), _fill(brief, f"[[{id_}.price]]")
    block = ProductBlock(
        evidence_id=id_,
        name=name,
        price=price,
        picture=picture.ref if picture else "",
        alt=(picture.alt.get(brief.language) if picture else "") or name,
        link=_url(brief, id_, "url"),
    )
    return (block,)


def _whole_text(brief: MessageBrief, copy: FilledCopy, writer: OfflineWriter, by_model: bool) -> str:
    lead, tail = (_fill(brief, slots) if slots else "" for slots in writer.frame(brief))
    label = _ai_label(brief) if by_model else ""
    match brief.channel:
        case "email":
            colon = "：" if brief.language == "zh" else ": "
            ask = f"{copy.cta}{colon}{copy.link}" if copy.link else copy.cta
            footer = "\n".join(filter(None, ("--", tail, label)))
            return "\n\n".join(filter(None, (copy.greeting, *copy.body, ask, copy.signoff, footer)))
        case "sms":
            return lead + " ".join(filter(None, (*copy.body, copy.link, label))) + tail
        case "wecom":
            between = "" if brief.language == "zh" else " "
            return between.join(filter(None, (copy.greeting, *copy.body, label)))


def _ai_label(brief: MessageBrief) -> str:
    """Return the words that the recipient's jurisdiction asks for under a text by a language model, else nothing."""
    required = not laws_of(brief.jurisdiction).isdisjoint(load("ai_label")["jurisdictions"])
    return message_words(brief.language)["ai"] if required else ""
