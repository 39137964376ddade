"""A hostile press: nothing active in any file that is built, whatever the strings say."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

import pytest
from hostile import MARK
from validators import active, parse

OWN = ("script", "link", "meta", "svg", "form")


class Quirks(HTMLParser):
    """A second, forgiving parser: what lxml repairs, it may read differently."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []
        self.orders: list[str] = []  # http-equiv
        self.scripts: list[dict[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.faults += [
            f"<{tag} {key}>" for key in found if key.startswith("on") or key in ("srcdoc", "style")
        ]
        if tag in ("iframe", "object", "embed", "base", "math", "template", "style", "frame", "applet"):
            self.faults.append(f"<{tag}>")
        if "http-equiv" in found:
            self.orders.append(str(found["http-equiv"]).lower())
        if tag == "script":
            self.scripts.append(found)
        for key in ("href", "src", "action"):
            value = (found.get(key) or "").strip().lower()
            if re.match(r"[a-z][a-z0-9+.\s-]*:", value) and not value.startswith(
                ("http://", "https://", "mailto:")
            ):
                self.faults.append(f"<{tag} {key}={value[:40]!r}>")


def test_no_page_holds_anything_active(hostile_site: dict[str, bytes]) -> None:
    pages = {p: b.decode() for p, b in hostile_site.items() if p.endswith(".html")}
    assert len(pages) > 60
    for path, text in pages.items():
        assert active(text, allow=OWN) == [], path
        reader = Quirks()
        reader.feed(text)
        reader.close()
        assert reader.faults == [], path
        assert len(reader.scripts) <= 3, path
        for script in reader.scripts:
            assert script.get("src", "/assets/").startswith("/assets/")  # type: ignore[union-attr]
        assert reader.orders <= ["content-security-policy"], path


def test_no_page_asks_another_host(hostile_site: dict[str, bytes]) -> None:
    for path, body in hostile_site.items():
        if path.endswith(".html"):
            for found in re.finditer(
                r'<(?:img|source|script|iframe)[^>]*?\s(?:src|srcset)="([^"]*)"', body.decode()
            ):
                assert found.group(1).startswith("/"), f"{path}: {found.group(0)}"
                assert not found.group(1).startswith("//"), path


def test_no_path_leaves_the_site(hostile_site: dict[str, bytes]) -> None:
    for path in hostile_site:
        assert re.fullmatch(r"[A-Za-z0-9._/-]+", path), path
        assert ".." not in path
        assert not path.startswith("/")


def test_every_xml_file_is_well_formed_and_without_entities(hostile_site: dict[str, bytes]) -> None:
    for path, body in hostile_site.items():
        if path.endswith((".xml", ".opml")):
            root = parse(body)
            assert root.getroottree().docinfo.doctype == "", path
            for element in root.iter():
                for value in (element.get("href"), element.get("url"), element.get("xmlUrl")):
                    assert not value or value.startswith(("http://", "https://")), path


def test_every_json_file_reads_and_its_addresses_are_web_addresses(hostile_site: dict[str, bytes]) -> None:
    def walk(value: object, path: str) -> None:
        if isinstance(value, dict):
            for key, inner in value.items():
                if isinstance(inner, str) and (key == "url" or key.endswith(("Url", "_url"))):
                    assert re.match(r"(https?://|/)", inner) or inner == "", f"{path}: {key}={inner!r}"
                    assert MARK + "=" not in inner or "%3C" in inner or "%22" in inner or "%20" in inner, (
                        inner
                    )
                walk(inner, path)
        elif isinstance(value, list):
            for inner in value:
                walk(inner, path)

    read = 0
    for path, body in hostile_site.items():
        if path.endswith((".json", ".webmanifest")):
            walk(json.loads(body), path)
            read += 1
    assert read > 40


def test_templates_do_not_run_what_data_says(hostile_site: dict[str, bytes]) -> None:
    front = hostile_site["index.html"].decode()
    assert "{{ 7*7 }}" in "".join(b.decode() for p, b in hostile_site.items() if p.endswith(".html"))
    assert "A story 49" not in front


@pytest.mark.parametrize("path", ["_headers", "robots.txt"])
def test_line_files_gain_no_line_from_data(
    path: str, hostile_site: dict[str, bytes], small_site: dict[str, bytes]
) -> None:
    assert hostile_site[path] == small_site[path]


def test_the_pages_still_read_like_pages(hostile_site: dict[str, bytes]) -> None:
    """Escaping is no excuse for losing what was said."""
    whole = "".join(b.decode() for p, b in hostile_site.items() if p.endswith(".html"))
    assert "&lt;script&gt;window.pwn3d=1&lt;/script&gt;" in whole
    assert "A story gnp.exe x" in whole
    assert not re.search("[\u202a-\u202e\u2066-\u2069\x00-\x08\x0b\x1b]", whole)
