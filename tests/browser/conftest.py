"""Chromium, and sites served to it over HTTP on loopback."""

from __future__ import annotations

import http.server
import shutil
import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hostile import hostile_edition
from PIL import Image as Pillow
from press import edition, files_of

from tipsheet.publish import images, newsletter, sheets
from tipsheet.publish.images import Prepared
from tipsheet.records import Edition

replace = msgspec.structs.replace
CHROMIUM = next((p for p in map(shutil.which, ("chromium", "chromium-browser", "google-chrome")) if p), None)


class Handler(http.server.SimpleHTTPRequestHandler):
    """Files as a plain static host serves them, `404.html` for the rest."""

    def log_message(self, format: str, *args: Any) -> None:
        pass

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        body = (Path(self.directory) / "404.html").read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class Site:
    """A site on loopback, the edition it was made from and where its page kinds are."""

    def __init__(self, folder: Path, made: Edition, files: dict[str, bytes]) -> None:
        for path, body in files.items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(body)
        self.edition = made
        self.files = files
        self.server = http.server.ThreadingHTTPServer(
            ("127.0.0.1", 0), partial(Handler, directory=str(folder))
        )
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    @property
    def pages(self) -> list[str]:
        """Every HTML page as its address path."""
        return ["/" + p.removesuffix("index.html") for p in self.files if p.endswith(".html")]

    @property
    def kinds(self) -> dict[str, str]:
        """One address of each page kind."""
        found: dict[str, str] = {}
        for path in sorted(self.pages, key=lambda p: (-len(self.files.get(p[1:] + "index.html", b"")), p)):
            parts = path.strip("/").split("/")
            kind = (
                parts[0]
                + ("" if parts[0] != "archive" else f"-{len(parts)}")
                + ("-one" if len(parts) > 1 else "")
            )
            found.setdefault(kind or "front", path)
        return found

    def close(self) -> None:
        """Stop serving."""
        self.server.shutdown()
        self.server.server_close()


def with_pictures(made: Edition) -> tuple[Edition, dict[str, bytes]]:
    """The edition with lead images of our own making, and their files."""
    import io

    files: dict[str, bytes] = {}
    kept = []
    for at, colour in enumerate(((20, 90, 140), (160, 70, 30), (40, 110, 60))):
        out = io.BytesIO()
        Pillow.linear_gradient("L").resize((900, 520 + at * 40)).convert("RGB").point(
            [min(255, v * c // 128) for c in colour for v in range(256)]
        ).save(out, "PNG")
        result = images.prepare(f"https://pictures.example/{at}.png", out.getvalue(), title=f"Picture {at}")
        assert isinstance(result, Prepared)
        kept.append(result.image)
        files |= {o.path: o.body for o in result.files}
    articles = {
        key: replace(a, images=(kept[at % 3],) if at % 4 else ())
        for at, (key, a) in enumerate(made.articles.items())
    }
    return replace(made, articles=articles), files


def _site(folder: Path, made: Edition) -> Site:
    made, pictures = with_pictures(made)
    found = newsletter.build(made)
    if isinstance(found, newsletter.NewsletterEdition):
        made = replace(made, issues=(found.issue,))
    return Site(folder, made, files_of(made) | sheets_of(made) | pictures)


def sheets_of(made: Edition) -> dict[str, bytes]:
    """The pages of the tip sheets."""
    return {o.path: o.body for o in sheets.build(made)}


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Sixty stories with pictures and a newsletter."""
    made = _site(tmp_path_factory.mktemp("site"), edition(60))
    yield made
    made.close()


@pytest.fixture(scope="session")
def rtl_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The same in a publication that reads from right to left."""
    base = edition(30)
    articles = {
        k: replace(a, title="ميناء جديد للطاقة النظيفة " + a.title[:12]) for k, a in base.articles.items()
    }
    made = _site(
        tmp_path_factory.mktemp("rtl"),
        replace(base, site=replace(base.site, locale="ar", title="الميناء والشبكة"), articles=articles),
    )
    yield made
    made.close()


@pytest.fixture(scope="session")
def hostile_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Everything a hostile press sends, built."""
    base = hostile_edition()
    stories = tuple(replace(s, first_at=base.now, last_at=base.now) for s in base.stories)
    found = newsletter.build(replace(base, stories=stories))
    assert isinstance(found, newsletter.NewsletterEdition)
    base = replace(base, issues=(found.issue,))
    files = files_of(base) | sheets_of(base)
    files |= {"mail.html": found.html.replace(newsletter.UNSUBSCRIBE, "https://a.example/").encode()}
    made = Site(tmp_path_factory.mktemp("hostile"), base, files)
    yield made
    made.close()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """A running Chromium; the test is skipped, with the reason, where there is none.

    It ends with its file: while it runs, no other test of the process can start an event loop.
    """
    playwright = pytest.importorskip(
        "playwright.sync_api", reason="playwright is not installed (see pyproject.toml, dev)"
    )
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed (Debian: apt install chromium)")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


class Watched:
    """A page whose console, faults, requests and policy violations are written down."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.faults: list[str] = []
        self.requests: list[str] = []
        page.on(
            "console",
            lambda m: (
                self.faults.append(f"console {m.type}: {m.text}") if m.type in ("error", "warning") else None
            ),
        )
        page.on("pageerror", lambda e: self.faults.append(f"error: {e}"))
        page.on("dialog", lambda d: (self.faults.append(f"dialog: {d.message}"), d.dismiss()))
        page.on("request", lambda r: self.requests.append(r.url))
        page.add_init_script(
            "window.violations = [];"
            "document.addEventListener('securitypolicyviolation',"
            " e => window.violations.push(e.violatedDirective + ' ' + e.blockedURI));"
        )

    def violations(self) -> list[str]:
        """What the Content-Security-Policy had to stop on this page."""
        return list(self.page.evaluate("window.violations"))


@pytest.fixture
def open_page(chromium: Any) -> Iterator[Callable[..., Watched]]:
    """Makes watched pages in contexts of their own; options are Playwright's."""
    contexts = []

    def make(**options: Any) -> Watched:
        options = {"viewport": {"width": 1280, "height": 900}, "service_workers": "block", **options}
        context = chromium.new_context(**options)
        context.set_default_timeout(15_000)
        contexts.append(context)
        return Watched(context.new_page())

    yield make
    for context in contexts:
        context.close()
