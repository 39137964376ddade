"""The live server: the built site, search over the store, a health page.

Read-only: nothing here changes state. Every answer carries a content security policy
and `nosniff`; the search takes words literally and is capped.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tipsheet.protocols import Store
from tipsheet.records import Article

MAX_QUERY = 200  # characters
MAX_RESULTS = 50

_HEADERS = {
    b"content-security-policy": b"default-src 'self'; img-src 'self' data:; object-src 'none'; "
    b"base-uri 'none'; frame-ancestors 'none'; form-action 'self'",
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"no-referrer",
}


def create_app(store: Store, public: Path) -> Starlette:
    """The application over one publication; `public` is the built site, which must exist."""

    async def health(_: Request) -> Response:
        last = await run_in_threadpool(store.last_run)
        return _json({"status": "ok", "last_run_at": last.started_at if last else None})

    async def search(request: Request) -> Response:
        words = request.query_params.get("q", "")[:MAX_QUERY]
        try:
            limit = min(MAX_RESULTS, max(1, int(request.query_params.get("limit", "20"))))
        except ValueError:
            return _json({"error": "limit must be a whole number"}, 400)
        found = await run_in_threadpool(store.search, words, limit)
        return _json({"query": words, "value": [_hit(article) for article in found]})

    async def story(request: Request) -> Response:
        found = await run_in_threadpool(store.story, request.path_params["story_id"])
        if found is None:
            return _json({"error": "no such story"}, 404)
        states = await run_in_threadpool(store.articles, found.article_ids)
        articles = [_hit(states[i].article) for i in found.article_ids if i in states]
        return _json(
            {"id": found.id, "title": found.title, "why": found.why, "heat": found.heat, "articles": articles}
        )

    async def missing(_: Request, __: Exception) -> Response:
        page = public / "404.html"
        return (
            FileResponse(page, 404) if page.is_file() else Response("Not found", 404, media_type="text/plain")
        )

    return Starlette(
        routes=[
            Route("/live/health", health),
            Route("/live/search", search),
            Route("/live/stories/{story_id}", story),
            Mount("/", StaticFiles(directory=public, html=True)),
        ],
        middleware=[Middleware(_SafeHeaders)],
        exception_handlers={404: missing},
    )


class _SafeHeaders:
    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                have = {name for name, _ in message["headers"]}
                message["headers"] = [
                    *message["headers"],
                    *((k, v) for k, v in _HEADERS.items() if k not in have),
                ]
            await send(message)

        await self.app(scope, receive, guarded if scope["type"] == "http" else send)


def _hit(article: Article) -> dict[str, Any]:
    return {
        "id": article.id,
        "title": article.title,
        "excerpt": article.excerpt,
        "url": article.url,
        "published_at": article.published_at,
        "provider": article.provider.name if article.provider else "",
        "topics": [match.name for match in article.topics],
    }


def _json(value: object, status: int = 200) -> Response:
    return Response(msgspec.json.encode(value), status, media_type="application/json")
