"""Pictures of the demo's pages and of its newsletter for docs/screenshots: wide and narrow, light and dark.

Run with `make screenshots`, or `python scripts/screenshots.py front newsletter` for some of them. Needs Debian's
`chromium` and `fonts-lato`; the demo is made in a temporary folder.
"""

from __future__ import annotations

import functools
import http.server
import json
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

from playwright.sync_api import sync_playwright

CHROMIUM = "/usr/bin/chromium"
TARGET = Path(__file__).resolve().parents[1] / "docs" / "screenshots"
SIZES = {"390": (390, 844), "1440": (1440, 1000)}
SHOWN = ("front", "story", "topic", "newsletter", "sheet", "dispute")
MAIL = "newsletter.html"  # the mail beside the site, its pictures taken from here


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves the built site and says nothing."""

    def log_message(self, *_: object) -> None:
        """Nothing."""


def pages(site: Path) -> dict[str, str]:
    """The address of one page of each kind."""
    stories = json.loads((site / "api/stories/index.json").read_text("utf-8"))["value"]
    first = stories[0]["pageUrl"].split("/", 3)[3]
    told = [(p, json.loads(p.read_text("utf-8"))) for p in (site / "sheets").glob("*/index.json")]
    companies = [(len(sheet["facts"]), p) for p, sheet in told if sheet["kind"] == "company"]
    sheets = [p for _, p in sorted(companies, reverse=True)]
    topic = sorted((site / "topics").glob("*/index.html"), key=lambda p: -len(p.read_bytes()))[0]
    found = {"front": "", "story": first, "topic": f"topics/{topic.parent.name}/", "newsletter": MAIL}
    if sheets:
        found["sheet"] = f"sheets/{sheets[0].parent.name}/"
        found["dispute"] = found["sheet"] + "#disputed"
    return found


def lay_out_mail(mail: Path, site: Path) -> None:
    """Put the newsletter's HTML into the site's folder, as a mail client shows it: no address leads away."""
    html = mail.read_text("utf-8")
    home = json.loads((site / "api/stories/index.json").read_text("utf-8"))["value"][0]["pageUrl"]
    root = "/".join(home.split("/")[:3]) + "/"
    (site / MAIL).write_text(html.replace(root, "/"), "utf-8")


def main(wanted: list[str]) -> None:
    """Make the demo, serve it on loopback, take the pictures of the pages `wanted`."""
    strange = set(wanted) - set(SHOWN)
    if strange:
        sys.exit(f"screenshots: there is no {sorted(strange)[0]}; there are: {', '.join(SHOWN)}")
    TARGET.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as work:
        press = Path(work) / "press"
        demo = [sys.executable, "-m", "tipsheet", "demo", "--out", str(press), "--json"]
        told = json.loads(subprocess.run(demo, check=True, capture_output=True).stdout)
        site = press / "public"
        lay_out_mail(Path(told["newsletter"]), site)
        handler = functools.partial(Quiet, directory=str(site))
        with (
            http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server,
            sync_playwright() as driver,
        ):
            threading.Thread(target=server.serve_forever, daemon=True).start()
            browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
            for scheme in ("light", "dark"):
                for size, (width, height) in SIZES.items():
                    for name, path in pages(site).items():
                        if wanted and name not in wanted:
                            continue
                        view = browser.new_page(  # a reader of its own: nothing was read before
                            viewport={"width": width, "height": height},
                            color_scheme=scheme,  # type: ignore[arg-type]
                            reduced_motion="reduce",  # no picture on the way to a place in the page
                        )
                        view.goto(f"http://127.0.0.1:{server.server_address[1]}/{path}")
                        view.wait_for_load_state("networkidle")
                        view.screenshot(path=TARGET / f"{name}-{size}-{scheme}.png")
                        print(f"{name}-{size}-{scheme}.png", file=sys.stderr)
                        view.close()
            browser.close()
            server.shutdown()


if __name__ == "__main__":
    main(sys.argv[1:])
