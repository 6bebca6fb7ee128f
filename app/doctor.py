"""`copilot doctor`: what is there, how fresh it is, what is missing, and what to set."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version
from typing import Literal

from app.copilot import Copilot
from retrieval.status import status
from shop.errors import CopilotError, NoShop
from shop.record import Record
from shop.store.view import ShopView

VLLM_ADVICE = (
    "For a model of your own: make serve-vllm MODEL=…, then set COPILOT_LLM_BASE_URL=http://127.0.0.1:8000/v1 "
    "(and COPILOT_LLM_MODEL, COPILOT_LLM_API_KEY where needed)."
)


class Finding(Record):
    """One line of the report: `missing` makes the command fail, `note` does not."""

    what: str
    state: Literal["ok", "note", "missing"]
    found: str
    advice: str = ""


def examine(copilot: Copilot) -> list[Finding]:
    """Look at the installation, the home, the index and the engine."""
    return [_installation(), *_shop(copilot), _embedder(copilot), _index(copilot), _engine(copilot)]


def _installation() -> Finding:
    names = ("marketing-copilot", "duckdb", "chromadb", "sentence-transformers", "torch", "openai")
    found = [f"Python {platform.python_version()}"]
    missing = []
    for name in names:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            missing.append(name)
    if missing:
        return Finding(what="packages", state="missing", found=", ".join(missing), advice="Run `make install`.")
    return Finding(what="packages", state="ok", found=", ".join(found))


def _shop(copilot: Copilot) -> list[Finding]:
    home = Finding(what="home", state="ok", found=str(copilot.home.path.resolve()))
    try:
        with copilot.view() as view:
            return [home, *_data(view)]
    except NoShop as error:
        return [home, Finding(what="shop", state="missing", found="nothing imported", advice=error.hint)]
    except CopilotError as error:
        return [home, Finding(what="shop", state="missing", found=error.message, advice=error.hint)]


def _data(view: ShopView) -> list[Finding]:
    counts = {
        name: view.rows(f"SELECT count(*) FROM {name}")[0][0]
        for name in ("customers", "products", "orders", "events", "promotions")
    }
    mark = " (SAMPLE DATA)" if view.shop.sample else ""
    found = ", ".join(f"{count:,} {name}" for name, count in counts.items())
    empty = [name for name in ("customers", "products") if not counts[name]]
    kind = "live: questions are answered as of now" if view.shop.live else "history: answered as of its last day"
    return [
        Finding(
            what="shop",
            state="missing" if empty else "ok",
            found=f"{view.shop.name}{mark}: {found}",
            advice=f"No {' and no '.join(empty)}: check the import." if empty else "",
        ),
        Finding(what="data until", state="ok", found=f"{view.data_end.isoformat()} ({kind})"),
        Finding(
            what="as of",
            state="note" if view.remark else "ok",
            found=view.at.isoformat(),
            advice=view.remark or "Another moment: --as-of 2026-11-01",
        ),
    ]


def _embedder(copilot: Copilot) -> Finding:
    embedder = copilot.embedder()
    read = "any language" if not embedder.languages else ", ".join(embedder.languages)
    found = f"{embedder.name} ({embedder.dimensions} dimensions, reads {read})"
    advice = (
        "" if "zh" in embedder.languages else "Chinese is searched by words (BM25) until a multilingual model is set."
    )
    return Finding(what="embedder", state="ok" if not advice else "note", found=found, advice=advice)


def _index(copilot: Copilot) -> Finding:
    if not copilot.home.has_shop():
        return Finding(what="index", state="note", found="no shop to index yet")
    found = status(copilot.home.index, copilot.home.current_build().name)
    current = copilot.embedder().name
    other = found.meta is not None and found.meta.embedder != current
    if found.state == "fresh" and not other:
        return Finding(what="index", state="ok", found=f"fresh: {found.note}")
    note = f"{found.state}: {found.note}" + (f" The embedder is now {current}." if other else "")
    return Finding(
        what="index", state="note", found=note, advice="Run `copilot build index`; facts by id work without."
    )


def _engine(copilot: Copilot) -> Finding:
    if not copilot.settings.llm_base_url:
        found = "rule-based offline engine (not a language model)"
        return Finding(what="engine", state="note", found=found, advice=VLLM_ADVICE)
    server = copilot.server
    if not server.usable:
        found = f"{server.base_url}: {server.problem}"
        return Finding(what="engine", state="missing", found=found, advice=VLLM_ADVICE)
    room = f", context {server.context_length:,} tokens" if server.context_length else ""
    return Finding(what="engine", state="ok", found=f"{server.model} at {server.base_url}{room}")
