"""A small real HTTP server that speaks the OpenAI chat protocol, well and badly. Standard library only.

    with serve("good") as server:
        OpenAIEngine(server.base_url, "tiny")

`requests` keeps what was asked. Modes: good, prose, hallucinating, repentant, literal, garbage, not_json, empty, no_choices,
cut, reasoning, tool_text, busy (429 then good), down (500), slow, refused (401), no_schema, no_format, long.
"""

# ruff: noqa: E501 - tables of words
from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

Json = dict[str, Any]
DRAFT_PARTS = ("subject", "preheader", "greeting", "cta", "signoff")
WORDS = {
    "en": {
        "subject": "About the {name}", "preheader": "A short note with the facts, and a place to look closer.",
        "greeting": "Hello,", "why": "A short note about the {name}.", "price": "It's [[P1.price]].",
        "offer": "Until [[O1.ends]] there's [[O1.reduction]] off, taken off at the till. Small print: [[O1.exclusions]]",
        "cta": "See the {name}", "signoff": "[[S.name]]", "lie": "Today it's $1.99, that's 70% off with code FAKE70.",
        "literal": "It's ${price}.", "chat": "Here is your draft:",
    },
    "zh": {
        "subject": "关于{name}", "preheader": "一封短信，把价格和细节写清楚，您看过之后再决定要不要买，不着急，慢慢来就好，看完放着也行。",
        "greeting": "您好：", "why": "跟您说说{name}。", "price": "现在[[P1.price]]。",
        "offer": "[[O1.starts]]到[[O1.ends]]，结账减[[O1.reduction]]。除外与限制：[[O1.exclusions]]",
        "cta": "看看{name}", "signoff": "[[S.name]]", "lie": "现在1.99元，输入FAKE70打3折。",
        "literal": "现在{price}元。", "chat": "草稿如下：",
    },
}  # fmt: skip


class Server:
    """A running server: where it listens, how it behaves, what it was asked."""

    def __init__(self, mode: str, port: int) -> None:
        self.mode = mode
        self.base_url = f"http://127.0.0.1:{port}/v1"
        self.requests: list[Json] = []
        self.lock = threading.Lock()

    def seen(self, request: Json) -> int:
        """Keep a request; return how many there were before."""
        with self.lock:
            self.requests.append(request)
            return len(self.requests) - 1


@contextmanager
def serve(mode: str = "good") -> Iterator[Server]:
    """Listen on a free port of the loopback interface until the block ends."""
    httpd = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    httpd.daemon_threads = True
    server = Server(mode, httpd.server_address[1])
    _Handler.servers[httpd.server_address[1]] = server
    thread = threading.Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        httpd.shutdown()
        thread.join()
        httpd.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    servers: ClassVar[dict[int, Server]] = {}

    def log_message(self, format: str, *args: object) -> None:
        """Stay quiet."""

    @property
    def mine(self) -> Server:
        return self.servers[self.server.server_address[1]]  # type: ignore[index]

    def do_GET(self) -> None:
        if self.path != "/v1/models":
            return self._send(404, {"error": {"message": "no such path"}})
        if self.mine.mode == "down":
            return self._send(500, {"error": {"message": "engine is dead"}})
        models = [{"id": "tiny", "object": "model", "created": 0, "owned_by": "tests", "max_model_len": 2048}]
        return self._send(200, {"object": "list", "data": models})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        before = self.mine.seen(body)
        status, headers, answer = _answer(self.mine.mode, body, before)
        self._send(status, answer, headers)

    def _send(self, status: int, body: Json | str, headers: dict[str, str] | None = None) -> None:
        raw = (body if isinstance(body, str) else json.dumps(body)).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(raw)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        try:
            self.wfile.write(raw)
        except (BrokenPipeError, ConnectionResetError):  # the client gave up waiting
            self.close_connection = True


def _answer(mode: str, body: Json, before: int) -> tuple[int, dict[str, str], Json | str]:
    """Return status, headers and body for one chat request."""
    format_ = body.get("response_format", {}).get("type", "plain")
    if (mode == "no_schema" and format_ == "json_schema") or (mode == "no_format" and format_ != "plain"):
        return 400, {}, {"error": {"message": f"response_format {format_} is not supported"}}
    if mode == "busy" and before == 0:
        return 429, {"retry-after": "0.05"}, {"error": {"message": "too many requests"}}
    if mode == "down":
        return 500, {}, {"error": {"message": "engine is dead"}}
    if mode == "refused":
        return 401, {}, {"error": {"message": "wrong key"}}
    if mode == "slow":
        time.sleep(0.6)
    if mode == "not_json":
        return 200, {}, "<html>proxy says hello</html>"
    if mode == "no_choices":
        return 200, {}, {**_completion("", "stop"), "choices": []}
    return 200, {}, _spoken(mode, body)


def _spoken(mode: str, body: Json) -> Json:
    draft = json.dumps(_draft(mode, body["messages"]), ensure_ascii=False)
    language = _language(body["messages"])
    match mode:
        case "prose":
            return _completion(f"{WORDS[language]['chat']}\n```json\n{draft}\n```\n{{not json}}", "stop")
        case "garbage":
            return _completion("lorem { ipsum [ dolor", "stop")
        case "empty":
            return _completion("", "stop")
        case "cut":
            return _completion(draft[: len(draft) // 2], "length")
        case "reasoning":
            return _completion("", "stop", reasoning="I should write a draft.")
        case "tool_text":
            return _completion('<tool_call>{"name": "draft", "arguments": {"body": []}}</tool_call>', "stop")
        case _:
            return _completion(draft, "stop")


def _language(messages: list[Json]) -> str:
    return "zh" if "你替" in messages[0]["content"] else "en"


def _draft(mode: str, messages: list[Json]) -> Json:
    """Write a plain, true draft from the evidence in the request; lie or spell facts out where the mode says so."""
    system, user = messages[0]["content"], messages[1]["content"]
    words = WORDS[_language(messages)]
    evidence = json.loads(re.search(r"^\{.*\}$", user, re.MULTILINE)[0])  # type: ignore[index]
    found = re.search(r"\[\[P1\.\w+\]\]", user.split("{")[0])
    name = found[0] if found else "[[S.name]]"
    price = evidence.get("P1", {}).get("price", {}).get("money", "")
    second = words["price"] if price else ""
    if mode == "hallucinating" or (mode == "repentant" and len(messages) == 2):
        second = words["lie"]
    elif mode == "literal" and price:
        second = words["literal"].format(price=price)
    body = [words["why"].format(name=name), second]
    if mode == "long":
        body = [" ".join(body[:1] * 12)] * 5
    if "O1" in evidence and not {"code", "threshold", "ceiling"} & set(evidence["O1"]):
        body.append(words["offer"])
    draft = {part: words[part].format(name=name) for part in DRAFT_PARTS}
    text = {
        "body": [" ".join(filter(None, body))]
        if not re.search("Preheader forty|四十到一百三十", system)
        else [part for part in body if part]
    }
    return {**draft, **text}


def _completion(content: str, finish: str, reasoning: str = "") -> Json:
    message = {"role": "assistant", "content": content or None}
    if reasoning:
        message["reasoning_content"] = reasoning
    return {
        "id": "chatcmpl-1", "object": "chat.completion", "created": 0, "model": "tiny",
        "choices": [{"index": 0, "finish_reason": finish, "message": message}],
        "usage": {"prompt_tokens": 400, "completion_tokens": 60, "total_tokens": 460},
    }  # fmt: skip
