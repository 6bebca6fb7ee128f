"""Where the vectors of one version are: in Chroma's files inside the version, or on a Chroma server.

Chroma never embeds anything itself (its default would download a model), sends no telemetry and reads no .env file.
On a server every version has collections of its own; their names start with the prefix that the version remembers.
"""

from __future__ import annotations

import secrets
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from retrieval.errors import DamagedIndex, VectorServerDown
from shop.home import PRIVATE_DIR, PRIVATE_FILE

FOLDER = "chroma"
_PREFIX = "server"
_PATIENCE = 10.0
"""Seconds until a silent server counts as down; a search then goes on with words alone."""


class Place(NamedTuple):
    """`url` and `prefix` are empty for files in `folder`."""

    folder: Path
    url: str = ""
    prefix: str = ""

    @property
    def where(self) -> str:
        """The folder or the URL, for messages."""
        return self.url or str(self.folder)

    def collection(self, kind: str) -> str:
        """Return the name of the collection of `kind` (products, policies)."""
        return f"{self.prefix}-{kind}" if self.prefix else kind


def new_place(version: Path, url: str) -> Place:
    """Return where a new version shall write; a server's prefix is noted first, so that a killed build is swept."""
    if not url:
        return Place(version / FOLDER)
    prefix = f"copilot-{secrets.token_hex(8)}"
    (version / _PREFIX).write_text(f"{url}\n{prefix}\n", encoding="utf-8")
    (version / _PREFIX).chmod(PRIVATE_FILE)
    return Place(version / FOLDER, url, prefix)


def place_of(version: Path, url: str) -> Place:
    """Return where a version's vectors are. `url`, the setting, wins over the server's former address."""
    try:
        address, prefix = (version / _PREFIX).read_text(encoding="utf-8").split()
    except FileNotFoundError:
        return Place(version / FOLDER)
    except (OSError, ValueError) as error:
        raise DamagedIndex(str(version / _PREFIX), str(error)) from error
    return Place(version / FOLDER, url or address, prefix)


def forget(version: Path, url: str) -> None:
    """Delete what a version has on a server; raises VectorServerDown, and the version must then be kept."""
    place = place_of(version, url)
    if not place.prefix:
        return
    with vendor_errors(place):
        client = connect(place)
        try:
            for collection in client.list_collections():
                if collection.name.startswith(f"{place.prefix}-"):
                    client.delete_collection(collection.name)
        finally:
            hang_up(client)


def connect(place: Place) -> Any:  # noqa: ANN401 - chromadb's types are not read here
    """Return a Chroma client; raises VectorServerDown, and what Chroma raises over unreadable files."""
    with warnings.catch_warnings():
        # Chroma's own imports warn about the typing tricks they use; no user can act on that.
        warnings.simplefilter("ignore", DeprecationWarning)
        import chromadb
        from chromadb.config import Settings
    settings = Settings(_env_file=None, anonymized_telemetry=False)
    if not place.url:
        place.folder.mkdir(mode=PRIVATE_DIR, exist_ok=True)
        return chromadb.PersistentClient(place.folder, settings=settings)
    _answers(place.url)
    parts = urlsplit(place.url)
    secure = parts.scheme == "https"
    port = parts.port or (443 if secure else 8000)
    with vendor_errors(place):
        client = chromadb.HttpClient(host=parts.hostname or "", port=port, ssl=secure, settings=settings)
    # Chroma's client waits for ever, and has no setting for it.
    client._server._session.timeout = _PATIENCE
    return client


def hang_up(client: Any) -> None:  # noqa: ANN401 - chromadb's types are not read here
    """Release what `connect` opened; Chroma's own `close` leaves the connections to a server open: those of the client
    and those of the one inside it that looks up databases."""
    servers = [client._server, getattr(getattr(client, "_admin_client", None), "_server", None)]
    sessions = [getattr(server, "_session", None) for server in servers]
    client.close()
    for session in sessions:
        if session is not None:
            session.close()


def _answers(url: str) -> None:
    import httpx

    try:
        httpx.get(f"{url.rstrip('/')}/api/v2/heartbeat", timeout=_PATIENCE / 3).raise_for_status()
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise VectorServerDown(url, str(error) or type(error).__name__) from error


@contextmanager
def vendor_errors(place: Place) -> Iterator[None]:
    """Turn what Chroma raises over an absent server or unreadable files into VectorServerDown or DamagedIndex."""
    import httpx
    from chromadb.errors import ChromaError

    try:
        yield
    except httpx.HTTPError as error:
        raise VectorServerDown(place.where, str(error) or type(error).__name__) from error
    except (ChromaError, OSError, ValueError, KeyError, RuntimeError) as error:
        reason = str(error).splitlines()[0][:200] if str(error) else type(error).__name__
        raise DamagedIndex(place.where, reason) from error
