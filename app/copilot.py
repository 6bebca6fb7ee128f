"""The composition root: settings become live objects here, and nowhere else.

copilot = build(read_settings(os.environ))
with copilot.view() as view: …
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from app.errors import ServerNotUsable
from app.settings import Settings, from_environment
from campaigns.plan import CAMPAIGN_MIGRATIONS
from shop.budgets.schema import BUDGET_MIGRATIONS
from shop.clock import Clock, SystemClock
from shop.consent.records import CONSENT_MIGRATIONS
from shop.home import Home
from shop.segments.glossary import GLOSSARY_MIGRATIONS
from shop.segments.saved import SEGMENT_MIGRATIONS
from shop.state import SHOP_MIGRATIONS, open_state

if TYPE_CHECKING:
    from agent.composer import Composer
    from agent.llm.engine import Engine
    from agent.probe import ServerProbe
    from retrieval.embedders import Embedder
    from retrieval.search import Searcher
    from shop.store.view import ShopView

MIGRATIONS = (
    *SHOP_MIGRATIONS, *CONSENT_MIGRATIONS, *CAMPAIGN_MIGRATIONS, *BUDGET_MIGRATIONS,
    *SEGMENT_MIGRATIONS, *GLOSSARY_MIGRATIONS,
)  # fmt: skip
OFFLINE_NOTE = "written by the rule-based offline engine; with COPILOT_LLM_BASE_URL your model writes"


class Copilot:
    """One shop's parts, put together on demand. Creating it opens nothing."""

    def __init__(self, settings: Settings, clock: Clock | None = None) -> None:
        self.settings = settings
        self.home = Home(settings.home)
        self.clock = clock or SystemClock()

    @contextmanager
    def state(self) -> Iterator[sqlite3.Connection]:
        """Open the runtime state; raises NoShop before the first import."""
        self.home.current_build()
        connection = open_state(self.home.state, MIGRATIONS)
        try:
            yield connection
        finally:
            connection.close()

    @contextmanager
    def view(self) -> Iterator[ShopView]:
        """Open the shop as of the moment asked for (`--as-of`), or its own present."""
        from shop.store.view import ShopView

        build_file = self.home.current_build()
        with self.state() as state, ShopView(build_file, self.settings.as_of, state, self.clock) as view:
            yield view

    def embedder(self) -> Embedder:
        """Return the embedder of the settings; its model is loaded when it is first used."""
        from retrieval.embedders import embedder_named

        return embedder_named(self.settings.embedder, self.settings.embedder_languages.split(","))

    def searcher(self) -> Searcher:
        """Return the search over the current index."""
        from retrieval.search import Searcher

        return Searcher(self.home.index, self.embedder(), self.settings.chroma_url)

    def composer(self, view: ShopView) -> Composer:
        """Return the composer: with the model server of the settings, else with the offline engine alone."""
        from agent.composer import Composer

        return Composer(self._engine(), allowed_hosts=allowed_hosts(view))

    def engine_note(self) -> str:
        """Return the line that says who writes; every output carries it."""
        if not self.settings.llm_base_url:
            return OFFLINE_NOTE
        return f"written by the model {self.server.model} at {self.server.base_url}"

    @cached_property
    def server(self) -> ServerProbe:
        """What the model server of the settings says of itself; asked once."""
        from agent.probe import probe

        key = self.settings.llm_api_key.get_secret_value()
        return probe(self.settings.llm_base_url, self.settings.llm_model, key)

    def _engine(self) -> Engine | None:
        """Return the model; raises ServerNotUsable when a server is set but cannot be used: never silently offline."""
        if not self.settings.llm_base_url:
            return None
        from agent.llm.openai_engine import OpenAIEngine

        if not self.server.usable:
            raise ServerNotUsable(self.server.base_url, self.server.problem)
        return OpenAIEngine(self.server.base_url, self.server.model, self.settings.llm_api_key.get_secret_value())


def build(settings: Settings, clock: Clock | None = None) -> Copilot:
    """Put the product together for one home."""
    return Copilot(settings, clock)


def open_copilot(home: Path | None, as_of: str | None) -> Copilot:
    """Put the product together from this process's environment and the options of a command."""
    return build(from_environment(home=home, as_of=as_of))


def allowed_hosts(view: ShopView) -> frozenset[str]:
    """Return the hosts that messages of the shop may link to beside those of their evidence: its own."""
    host = urlsplit(view.shop.url).hostname
    return frozenset({host} if host else ())
