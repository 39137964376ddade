"""Publishers that no file describes: proposed by a run, listed, accepted, dismissed."""

from __future__ import annotations

import functools
import http.server
import io
import json
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from invented_pages import news
from PIL import Image

from tipsheet.cli import organizations
from tipsheet.errors import ConfigError
from tipsheet.pipeline.proposals import dismissed
from tipsheet.publication import open_publication
from tipsheet.publish.organizations import proposals
from tipsheet.records import Article, Provider

Cli = Callable[..., subprocess.CompletedProcess[str]]


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves a folder and says nothing."""

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


@pytest.fixture
def press(cli: Cli, tmp_path: Path) -> Iterator[Path]:
    """A publication after a run over one page of a publisher that nobody described."""
    web = tmp_path / "web"
    web.mkdir()
    picture = io.BytesIO()
    Image.new("RGBA", (300, 60), (20, 90, 160, 255)).save(picture, "PNG")
    (web / "logo.png").write_bytes(picture.getvalue())
    logo = {"@type": "ImageObject", "url": "/logo.png", "width": 300, "height": 60}
    node = {"@type": "NewsArticle", "headline": "Lighthouse reopens to visitors",
            "publisher": {"@type": "Organization", "name": "Ellery Herald", "logo": logo}}  # fmt: skip
    head = f'<script type="application/ld+json">{json.dumps(node)}</script>'
    (web / "story.html").write_text(news(head=head))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(web)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    host = f"127.0.0.1:{server.server_port}"
    feed = f"<rss version='2.0'><channel><title>E</title><item><title>Lighthouse</title><link>http://ellery.example:{server.server_port}/story.html</link></item></channel></rss>"
    (web / "feed.xml").write_text(feed)
    folder = tmp_path / "press"
    cli(
        "new",
        "Harbours",
        folder,
        "--everything",
        "--source",
        f"http://ellery.example:{server.server_port}/feed.xml",
    )
    settings = folder / "tipsheet.toml"
    settings.write_text(
        settings.read_text()
        + f'\n[fetch]\nspacing_s = 0.0\nmax_age_days = 0\nconnect_to = {{ "ellery.example" = "{host}" }}\n'
    )
    done = cli("run", folder, "--json")
    assert done.returncode in (0, 3), done.stderr
    yield folder
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_new_publisher_is_proposed_never_written_over_and_accepted(cli: Cli, press: Path) -> None:
    [row] = json.loads(cli("organizations", "list", "--dir", press, "--json").stdout)["proposals"]
    assert (row["domain"], row["name"], row["articles"]) == ("ellery.example", "Ellery Herald", 1)
    assert row["logos"][0].endswith("/logo.png")
    assert not list((press / "_data/organizations").glob("*.md")), "a proposal is no file of the publication"

    proposal = press / ".tipsheet/proposals/organizations/ellery.example.md"
    for words, logo, said in (
        ("nobody.example", "", "nobody.example is not proposed"),
        ("../../etc/passwd", "", "is not proposed"),
        ("ellery.example", "9", "logo candidates"),
        ("ellery.example", "no.png", "no.png: cannot be read"),
        ("ellery.example", str(proposal), "no picture that can be read"),
    ):
        with pytest.raises(ConfigError, match=said) as caught:
            organizations.accept([words], press, logo)
        assert "\n" not in str(caught.value)

    proposal.write_text(proposal.read_text().replace("Ellery Herald", "My Herald"))
    assert cli("run", press).returncode in (0, 3)
    assert "My Herald" in proposal.read_text(), "an edited proposal stays"

    mine = press / "_data/organizations/ellery.example.md"
    mine.write_text("---\nname: Mine\ndomain: ellery.example\n---\n")
    with pytest.raises(ConfigError, match="described already"):
        organizations.accept(["ellery.example"], press)
    assert "Mine" in mine.read_text()
    mine.unlink()

    done = cli("organizations", "accept", "ellery.example", "--dir", press, "--logo", "1")
    assert done.returncode == 0, done.stderr
    assert "name: My Herald" in mine.read_text()
    assert "url: /assets/images/organizations/ellery.example-50x50.jpg" in mine.read_text()
    with Image.open(press / "assets/images/organizations/ellery.example-400x400.jpg") as picture:
        assert picture.size == (400, 400)
    assert not proposal.exists()


def test_a_dismissed_one_does_not_come_again(tmp_path: Path, cli: Cli) -> None:
    cli("new", "Harbours", tmp_path)
    folder = tmp_path / ".tipsheet/proposals/organizations"
    folder.mkdir(parents=True)
    (folder / "a.example.md").write_text("---\nname: A\ndomain: a.example\n---\n")
    organizations.dismiss(["a.example"], tmp_path)
    publication = open_publication(tmp_path)
    assert dismissed(publication) == {"a.example"}
    article = Article(id="1", url="https://a.example/1", provider=Provider(name="A", domain="a.example"))
    assert proposals([article], known=dismissed(publication)) == []
    assert not list(folder.glob("*.md"))
