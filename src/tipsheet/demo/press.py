"""The demo press: all invented sites on one loopback port, told apart by the Host header."""

from __future__ import annotations

import gzip
import hashlib
import http.server
import socket
import threading
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from functools import partial
from types import TracebackType
from typing import Any

from tipsheet.demo.pages import Resource, site
from tipsheet.demo.world import NOW, served

_LASTING_DAYS = 10


class DemoPress:
    """Serves the world as it stood at one moment.

    `until` is that moment (default `NOW`); `day` 1..10 means the end of that day of the ten; `pace` scales
    the delays of the slow publisher (0: none). A context manager; `.address` is known while it is open.
    Answers depend on the moment only: not on the port, the time of day or the order of requests.
    """

    def __init__(self, *, until: datetime | None = None, day: int | None = None, pace: float = 1.0) -> None:
        if day is not None:
            if not 1 <= day <= _LASTING_DAYS:
                raise ValueError(f"day {day}: the world has days 1 to {_LASTING_DAYS}")
            until = NOW - timedelta(days=_LASTING_DAYS - day)
        self.now = min(until or NOW, NOW)
        self.pace = pace
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None

    @property
    def hosts(self) -> list[str]:
        """Every host name of the world."""
        return [p.host for p in served().publishers]

    @property
    def address(self) -> tuple[str, int]:
        """Loopback address and port; every host answers there."""
        if self._server is None:
            raise RuntimeError("the demo press is not open: use it in a with block")
        return "127.0.0.1", self._server.server_address[1]

    def __enter__(self) -> DemoPress:
        handler = partial(_Handler, site(served(), self.now), self.now, self.pace)
        self._server = _Server(("127.0.0.1", 0), handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        if self._server and self._thread:
            self._server.shutdown()
            self._thread.join()
            self._server.hang_up()
            self._server.server_close()
        self._server = self._thread = None


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = False  # so that closing waits for the answers under way
    request_queue_size = 128

    def __init__(self, *args: Any) -> None:
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        super().__init__(*args)

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._lock:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        with self._lock:
            self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is its own business."""

    def hang_up(self) -> None:
        """End connections that clients keep open."""
        with self._lock:
            for connection in self._open:
                try:
                    connection.shutdown(socket.SHUT_RD)
                except OSError:
                    continue


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 30

    def __init__(
        self, pages: dict[tuple[str, str], Resource], now: datetime, pace: float, *args: Any, **more: Any
    ) -> None:
        self._pages, self._now, self._pace = pages, now, pace
        super().__init__(*args, **more)

    def do_GET(self) -> None:
        """Answer from the world; unknown hosts and paths get 404."""
        host = (self.headers.get("Host") or "").split(":")[0].lower()
        found = self._find(host)
        if found is None:
            self._send(404, [("Content-Type", "text/html; charset=utf-8")], b"<h1>Not found</h1>\n")
            return
        if found.delay_s and self._pace:
            time.sleep(found.delay_s * self._pace)
        headers = [("Content-Type", found.type)]
        if found.location:
            self._send(found.status, [*headers, ("Location", found.location)], b"")
            return
        body = found.body()
        tag = f'"{hashlib.sha256(body).hexdigest()[:20]}"'
        if found.status == 200:
            headers += [("ETag", tag), ("Cache-Control", "max-age=300"), ("Vary", "Accept-Encoding")]
            if found.modified_at:
                headers.append(("Last-Modified", format_datetime(found.modified_at, usegmt=True)))
            if self._unchanged(tag, found):
                self._send(304, headers, b"")
                return
        packed = found.type == "application/gzip" or found.type.startswith("image/")
        if not packed and len(body) > 400 and "gzip" in self.headers.get("Accept-Encoding", ""):
            body = gzip.compress(body, 6, mtime=0)
            headers.append(("Content-Encoding", "gzip"))
        self._send(found.status, headers, body)

    do_HEAD = do_GET

    def _find(self, host: str) -> Resource | None:
        path, _, query = self.path.partition("?")
        # Sites differ in what they do with a query: only those that live by it look at it.
        kept = "&".join(q for q in query.split("&") if q.startswith("p="))
        return self._pages.get((host, f"{path}?{kept}" if kept else path))

    def _unchanged(self, tag: str, found: Resource) -> bool:
        if (asked := self.headers.get("If-None-Match")) is not None:
            return tag in asked or asked.strip() == "*"
        since = self.headers.get("If-Modified-Since")
        if not since or not found.modified_at:
            return False
        try:
            then = parsedate_to_datetime(since)
        except ValueError:
            return False
        return found.modified_at <= (then if then.tzinfo else then.replace(tzinfo=UTC))

    def _send(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        self.send_response_only(status)
        self.send_header("Date", format_datetime(self._now, usegmt=True))
        self.send_header("Server", "demo-press")
        for name, value in headers:
            self.send_header(name, value)
        if status != 304:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD" and status != 304:
            self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """The press keeps no log."""
