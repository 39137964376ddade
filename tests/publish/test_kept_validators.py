"""What we publish, judged by validators that others keep.

feedparser reads the feeds; the npm packages of `tests/node` (`make validators`) judge the rest: html-validate
the pages, caniemail.com's tables the mail, the packages sitemap and jsonfeed-schema bring the schemas of
sitemaps.org and of JSON Feed 1.1. The rules that no kept validator has offline stand in `validators.py`.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import feedparser
import jsonschema
import pytest
from lxml import etree

from tipsheet.publish import newsletter, sheets
from tipsheet.publish.newsletter import NewsletterEdition
from tipsheet.records import Edition

NODE = Path(__file__).parents[1] / "node"
SCHEMAS = Path(__file__).parent / "schemas"
CLIENTS = (
    "apple-mail.macos",
    "apple-mail.ios",
    "gmail.desktop-webmail",
    "gmail.ios",
    "gmail.android",
    "outlook.windows",
    "outlook.macos",
    "outlook.ios",
    "outlook.android",
    "outlook.outlook-com",
    "yahoo.desktop-webmail",
    "yahoo.ios",
    "yahoo.android",
    "samsung-email.android",
    "thunderbird.macos",
)
# What some client lacks and the mail does not need there: the dark colours and the narrow screen's sizes (a
# style element), rounded corners, and what hides the preview line beside `display: none` and `mso-hide`. A
# body, its language and its direction are told again further inside or are the reader's own.
NICE_TO_HAVE = {
    "!important keyword",
    "<body> element",
    "<style> element",
    "@media",
    "Attribute selector",
    "Class selector",
    "Descendant combinator",
    "Type selector",
    "border-radius",
    "color-scheme CSS property",
    "color-scheme meta tag",
    "dir attribute",
    "height property",
    "lang attribute",
    "max-height property",
    "opacity",
    "overflow",
    "role attribute",
}


@pytest.fixture(scope="session")
def node() -> Path:
    """The folder with the npm packages; skipped, with the reason, where they are not installed."""
    if shutil.which("node") is None:
        pytest.skip("Node.js is not installed")
    if not (NODE / "node_modules").is_dir():
        pytest.skip("the validators are not installed: make validators")
    return NODE


def run(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(word) for word in command], cwd=cwd, capture_output=True, text=True, check=False, timeout=300
    )


def laid_out(files: dict[str, bytes], folder: Path) -> Path:
    for path, body in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(body)
    return folder


@pytest.mark.parametrize("which", ["small", "hostile"])
def test_every_page_is_valid_html(
    which: str, node: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    made: Edition = request.getfixturevalue(which)
    files: dict[str, bytes] = dict(request.getfixturevalue(f"{which}_site"))
    files |= {o.path: o.body for o in sheets.build(made)}
    folder = laid_out({p: b for p, b in files.items() if p.endswith(".html")}, tmp_path)
    done = run(
        "node_modules/.bin/html-validate",
        "--config", ".htmlvalidate.json", "--max-warnings", "0",
        "--formatter", f"json={tmp_path / 'told.json'}", f"{folder}/**/*.html",
        cwd=node,
    )  # fmt: skip
    told = json.loads((tmp_path / "told.json").read_text())
    faults = [
        f"{page['filePath'].removeprefix(str(tmp_path))}:{m['line']}: {m['ruleId']}: {m['message']}"
        for page in told
        for m in page["messages"]
    ]
    assert faults[:20] == []
    assert done.returncode == 0, done.stderr


def test_the_page_validator_finds_a_fault(node: Path, tmp_path: Path, small_site: dict[str, bytes]) -> None:
    broken = small_site["index.html"].replace(b"</h1>", b"</h2>", 1)
    folder = laid_out({"index.html": broken}, tmp_path)
    done = run(
        "node_modules/.bin/html-validate", "--config", ".htmlvalidate.json", f"{folder}/index.html", cwd=node
    )
    assert done.returncode == 1


def test_the_sitemaps_keep_to_the_schema_of_sitemaps_org(
    node: Path, tmp_path: Path, small_site: dict[str, bytes], hostile_site: dict[str, bytes]
) -> None:
    both = tmp_path / "both.xsd"
    both.write_text(
        '<schema xmlns="http://www.w3.org/2001/XMLSchema">'
        '<import namespace="http://www.sitemaps.org/schemas/sitemap/0.9"'
        f' schemaLocation="{(node / "node_modules/sitemap/schema/sitemap.xsd").as_uri()}"/>'
        '<import namespace="http://www.google.com/schemas/sitemap-news/0.9"'
        f' schemaLocation="{(SCHEMAS / "news.xsd").as_uri()}"/></schema>'
    )
    schema = etree.XMLSchema(etree.parse(both))
    checked = 0
    for files in (small_site, hostile_site):
        for path, body in files.items():
            if path.startswith("sitemaps/") and path.endswith(".xml"):
                root = etree.fromstring(body)
                assert schema.validate(root), (path, schema.error_log)
                checked += 1
    assert checked >= 4


def test_a_kept_reader_takes_every_feed_without_a_complaint(
    small_site: dict[str, bytes], hostile_site: dict[str, bytes]
) -> None:
    read = 0
    for files in (small_site, hostile_site):
        for path, body in files.items():
            if not path.endswith(("feed.xml", "atom.xml")):
                continue
            found = feedparser.parse(body)
            assert not found.bozo, (path, found.get("bozo_exception"))
            assert found.version == ("rss20" if path.endswith("feed.xml") else "atom10")
            assert all(e.get("id") and e.get("title") and e.get("link") for e in found.entries), path
            read += 1
    assert read > 100


def test_the_json_feeds_keep_to_the_schema_of_json_feed(
    node: Path, small_site: dict[str, bytes], hostile_site: dict[str, bytes]
) -> None:
    schema = json.loads((node / "node_modules/jsonfeed-schema/schema-v1.1.json").read_bytes())
    judge = jsonschema.Draft7Validator(schema, format_checker=jsonschema.FormatChecker())
    checked = 0
    for files in (small_site, hostile_site):
        for path, body in files.items():
            if path.endswith("feed.json"):
                feed = json.loads(body)
                assert not [e.message for e in judge.iter_errors(feed)], path
                checked += 1
    assert checked > 50
    del feed["items"]
    assert list(judge.iter_errors(feed))


def test_every_mail_client_gets_all_that_carries_meaning(node: Path, tmp_path: Path, small: Edition) -> None:
    made = newsletter.build(small)
    assert isinstance(made, NewsletterEdition)
    mail = tmp_path / "mail.html"
    mail.write_text(made.html.replace(newsletter.UNSUBSCRIBE, "https://harbour.example/leave"))
    done = run("node", "mail.mjs", mail, *CLIENTS, cwd=node)
    assert done.returncode == 0, done.stderr
    missing = {told["feature"]: told["clients"] for told in map(json.loads, done.stdout.splitlines())}
    assert {f: c for f, c in missing.items() if f not in NICE_TO_HAVE} == {}
    assert not done.stderr
