"""One e-mail after another on one core: gathering evidence, composing and checking, rendering."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

from app.copilot import build
from app.importing import import_sample
from app.settings import Settings
from render.email import render_email
from shop.consent import eligible
from shop.segments.builtin import members
from tools.brief import BriefRequest, gather

CUSTOMERS = 5000


def message(folder: Path) -> dict[str, object]:
    copilot = build(Settings(home=folder / "home", embedder="hashing"))
    import_sample(copilot.settings, "coffee", CUSTOMERS, 7, write=None, told=lambda what, done: None)
    request = BriefRequest(campaign_id="bench", segment="everyone", channel="email")
    with copilot.view() as view, copilot.state() as state:
        ids = eligible(view, state, members(view, "everyone"), "email").ids
        gather(view, ids[:10], request)
        start = time.perf_counter()
        briefs = gather(view, ids, request).briefs
        gathered = time.perf_counter()
        messages = asyncio.run(copilot.composer(view).compose_many(briefs, concurrency=1))
        composed = time.perf_counter()
        for one in messages:
            render_email(one, view.shop.sender, view.shop, picture_src=lambda ref: "")
        rendered = time.perf_counter()
    n = len(messages)
    return {
        "what": f"e-mails of the offline engine for {CUSTOMERS} sample customers, one process; milliseconds each",
        "messages": n,
        "gather_ms": round((gathered - start) / n * 1000, 2),
        "compose_and_check_ms": round((composed - gathered) / n * 1000, 2),
        "render_ms": round((rendered - composed) / n * 1000, 2),
        "messages_per_second": round(n / (rendered - start), 1),
    }
