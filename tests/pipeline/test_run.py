"""A run over HTTP, replayed, killed, edited: what comes out, byte for byte."""

from __future__ import annotations

import gzip
import http.server
import json
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

from press_runs import Demo, tipsheet, tree

from tipsheet.cli import _work
from tipsheet.demo import DemoPress, labels
from tipsheet.publication import open_publication
from tipsheet.publish import markdown
from tipsheet.store import open_store


def test_the_demo_is_a_whole_publication(demo: Demo) -> None:
    report = demo.report
    assert report["sources"] >= 12
    assert report["articles"] >= 120
    assert report["copies"] >= 10
    assert 20 <= report["stories"] <= report["articles"]
    assert report["records"] >= 100
    for path in ("index.html", "feed.xml", "sitemap.xml", "robots.txt", "api/news/index.json"):
        assert (demo.folder / "public" / path).is_file(), path


def test_the_demo_names_what_is_broken_on_purpose(demo: Demo) -> None:
    problems = "\n".join(demo.report["problems"])
    assert "gone" in problems or "410" in problems
    assert demo.report["sources_failed"] >= 1


def test_every_article_that_became_no_record_has_a_reason(demo: Demo) -> None:
    written = {p.name for p in (demo.folder / "_news").glob("*.md")}
    urls = {
        url
        for name in written
        for record in [markdown.read((demo.folder / "_news" / name).read_text(), name)]
        for url in (record.web_url, record.original_url)
    }
    explained = {r.get("url") for r in demo.report["rejected"]}
    missing = [row["url"] for row in labels() if row["url"] not in urls | explained]
    assert missing == []


def test_replaying_a_runs_archive_gives_the_same_bytes(demo: Demo, tmp_path: Path) -> None:
    tipsheet("replay", *demo.archives, "--into", tmp_path / "again", "--json", status=None)
    assert tree(tmp_path / "again") == tree(demo.folder)


def test_replaying_twice_into_one_place_changes_nothing(demo: Demo, tmp_path: Path) -> None:
    tipsheet("replay", *demo.archives, "--into", tmp_path / "again", "--json", status=None)
    before = {p: p.stat().st_mtime_ns for p in (tmp_path / "again" / "public").rglob("*") if p.is_file()}
    done = tipsheet("replay", *demo.archives, "--into", tmp_path / "again", "--json", status=None)
    assert json.loads(done.stdout)["report"].get("files_written", 0) == 0
    assert {
        p: p.stat().st_mtime_ns for p in (tmp_path / "again" / "public").rglob("*") if p.is_file()
    } == before


def test_a_run_that_is_killed_ends_as_if_it_had_not_been(demo: Demo, tmp_path: Path) -> None:
    """kill -9 at five random points of one run, then let it end."""
    words = [sys.executable, "-m", "tipsheet", "replay", *map(str, demo.archives), "--into"]
    begun = time.monotonic()
    subprocess.run([*words, str(tmp_path / "whole"), "--json"], capture_output=True, check=False)
    whole_s = time.monotonic() - begun
    folder = tmp_path / "cut"
    killed = 0
    while killed < 5:
        process = subprocess.Popen(
            [*words, str(folder), "--json"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            process.wait(random.uniform(0.05, 0.7) * whole_s)
            shutil.rmtree(folder)  # it was quicker: begin again
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
            killed += 1
    subprocess.run([*words, str(folder), "--json"], capture_output=True, check=False)
    assert tree(folder) == tree(demo.folder)


def test_what_a_person_wrote_stays_and_is_shown(copy: Path) -> None:
    path = next(p for p in sorted((copy / "_news").glob("*.md")) if "published: true" in p.read_text())
    record = markdown.read(path.read_text(), f"_news/{path.name}")
    text = path.read_text().replace(f'title: "{record.title}"', 'title: "An editor wrote this"', 1)
    text = text.replace("category: news\n", "category: news\nnote: mine\n", 1)
    path.write_text(text)
    done = tipsheet("build", copy, "--now", "2026-03-13T09:00:00Z", "--json", status=None)
    assert json.loads(done.stdout)["profile"] == "tipsheet"
    after = path.read_text()
    assert 'title: "An editor wrote this"' in after
    assert "note: mine" in after
    assert markdown.read(after, "x").heat != record.heat  # what is ours still moves
    assert "An editor wrote this" in (copy / "public/index.html").read_text() + "".join(
        p.read_text() for p in (copy / "public/news").rglob("index.html")
    )
    tipsheet("build", copy, "--now", "2026-03-14T09:00:00Z", status=None)
    assert 'title: "An editor wrote this"' in path.read_text()


def test_a_publication_brings_its_own_theme(copy: Path) -> None:
    settings = copy / "tipsheet.toml"
    plain = settings.read_text()
    settings.write_text(plain.replace("[publication]\n", '[publication]\ntheme = "look"\n', 1))
    done = tipsheet("build", copy, status=1)
    assert "there is no folder 'look'" in done.stderr
    (copy / "look/assets").mkdir(parents=True)
    (copy / "look/templates").mkdir()
    (copy / "look/assets/own.css").write_text(":root { --hot: #012345; }")
    (copy / "look/templates/_bottom.html").write_text("<footer>{{ site.title }}, set by hand</footer>\n")
    tipsheet("build", copy, status=None)
    assert "Slack Water, set by hand" in (copy / "public/index.html").read_text()
    sheets = [p.read_text() for p in (copy / "public/assets").glob("site-*.css")]
    assert [sheet.endswith(":root{--hot:#012345}") for sheet in sheets] == [True]
    settings.write_text(plain)
    tipsheet("build", copy, status=None)
    assert "set by hand" not in (copy / "public/index.html").read_text()
    settings.write_text(plain.replace("[publication]\n", '[publication]\ntheme = "../elsewhere"\n', 1))
    assert "tipsheet: error: publication.theme" in tipsheet("build", copy, status=1).stderr


def test_an_article_that_a_story_takes_in_leads_there_from_its_page(copy: Path) -> None:
    """As if an earlier build had shown every article on a page of its own."""
    hidden = next(p for p in sorted((copy / "_news").glob("*.md")) if "published: false" in p.read_text())
    page = copy / "public/news" / hidden.stem / "index.html"
    assert not page.exists()
    page.parent.mkdir()
    page.write_text("as it was")
    tipsheet("build", copy, "--now", "2026-03-13T09:00:00Z", status=None)
    if page.exists():
        assert 'content="0; url=/stories/' in page.read_text()
        tipsheet("build", copy, "--now", "2026-03-14T09:00:00Z", status=None)
        assert 'content="0; url=/stories/' in page.read_text()


def test_a_record_that_is_taken_away_stays_away(copy: Path) -> None:
    path = sorted((copy / "_news").glob("*.md"))[0]
    path.unlink()
    tipsheet("build", copy, status=None)
    assert not path.exists()
    tipsheet("build", copy, status=None)
    assert not path.exists()


def test_a_broken_record_is_named_and_left_alone(copy: Path) -> None:
    path = sorted((copy / "_news").glob("*.md"))[0]
    path.write_text('---\ntitle: "no end\n---\n')
    done = tipsheet("build", copy, "--now", "2026-03-13T09:00:00Z", "--json", status=3)
    assert any(path.name in line for line in json.loads(done.stdout)["problems"])
    assert path.read_text() == '---\ntitle: "no end\n---\n'


def test_the_store_can_be_lost(demo: Demo, copy: Path) -> None:
    """Records in git are enough to go on: paths stay, nothing is written twice."""
    shutil.rmtree(copy / ".tipsheet")
    names = {p.name for p in (copy / "_news").glob("*.md")}
    tipsheet("build", copy, "--now", "2026-03-12T07:30:00Z", "--json", status=None)
    assert {p.name for p in (copy / "_news").glob("*.md")} == names


def test_a_truncated_archive_is_named_and_the_rest_is_used(demo: Demo, tmp_path: Path) -> None:
    whole = demo.archives[0].read_bytes()
    cut = tmp_path / "cut.warc.gz"
    cut.write_bytes(whole[: len(whole) * 2 // 3])
    done = tipsheet("replay", cut, "--into", tmp_path / "press", "--json", status=3)
    report = json.loads(done.stdout)["report"]
    assert any("cut.warc.gz" in line for line in report["problems"])
    assert report["records"] > 10


def test_an_archive_of_nothing_is_an_error_line(tmp_path: Path) -> None:
    empty = tmp_path / "empty.warc.gz"
    empty.write_bytes(gzip.compress(b"this is no archive"))
    done = tipsheet("replay", empty, "--into", tmp_path / "press", "--json", status=3)
    assert any("empty.warc.gz" in line for line in json.loads(done.stdout)["report"]["problems"])


def test_a_second_day_adds_and_keeps(tmp_path: Path) -> None:
    """Two runs against a press that goes on: what stood keeps its name, what is new is added."""
    folder = tmp_path / "press"
    tipsheet("demo", "--out", folder, "--json")
    before = {p.name for p in (folder / "_news").glob("*.md")}
    tipsheet("demo", "--out", folder, "--json")
    assert {p.name for p in (folder / "_news").glob("*.md")} == before


def test_the_shared_web_becomes_records(shared: Path, tmp_path: Path) -> None:
    """280 real pages of many sites and languages: at least 200 records with title, date and provider."""
    tipsheet("new", "The web", tmp_path, "--everything")
    done = tipsheet("replay", shared / "web/pages.warc.gz", "--into", tmp_path, "--json", status=None)
    report = json.loads(done.stdout)["report"]
    records = [
        markdown.read(p.read_text(), f"_news/{p.name}") for p in sorted((tmp_path / "_news").glob("*.md"))
    ]
    whole = [r for r in records if r.title and r.published_at and r.provider and r.provider.name]
    assert len(whole) >= 200
    assert len(records) + len(report["rejected"]) >= 280
    assert all(r["reason"] for r in report["rejected"])


def test_an_adopted_repository_stays_as_it_was(shared: Path, tmp_path: Path) -> None:
    """A run over a taken-over repository touches no record and no page of its API."""
    folder = tmp_path / "repo"
    shutil.copytree(shared / "origin/api/snapshot-a61ba445ef", folder, copy_function=shutil.copyfile)
    before = {p.relative_to(folder): p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    tipsheet("adopt", folder, "--profile", "everyday-2021", "--json")
    done = tipsheet("run", folder, "--now", "2022-03-09T12:00:00Z", "--json")
    assert json.loads(done.stdout)["report"]["records"] == sum(p.suffix == ".md" for p in before)
    changed = [str(p) for p, body in before.items() if (folder / p).read_bytes() != body]
    assert changed == []


def test_what_is_sealed_opens_for_the_key_and_is_not_written_twice(copy: Path) -> None:
    settings = copy / "tipsheet.toml"
    settings.write_text(settings.read_text() + '\n[secure]\ncontent = "full-text"\n')
    assert "there is no key" in tipsheet("build", copy, status=1).stderr
    tipsheet("keys", "new", copy)
    tipsheet("build", copy, status=None)
    record = sorted((copy / "_news").glob("*.md"))[0]
    opened = json.loads(tipsheet("open", record, "--json").stdout)
    assert len(opened["payload"]["text"]) > 100
    before = tree(copy)
    tipsheet("build", copy, status=None)
    assert tree(copy) == before
    tipsheet("keys", "rotate", copy)
    rotated = record.read_bytes()
    done = json.loads(tipsheet("build", copy, "--json", status=None).stdout)
    assert record.read_bytes() == rotated
    assert done["problems"] == []
    for path, body in tree(copy).items():
        if path.startswith("public/"):
            assert opened["payload"]["text"].encode() not in body


def stories_of(folder: Path) -> dict[str, dict[str, object]]:
    """The stories as the API tells them, by id."""
    found: dict[str, dict[str, object]] = {}
    for page in sorted((folder / "public/api/stories").glob("**/index.json")):
        told = json.loads(page.read_text())
        for story in told.get("value", [told]):
            found[story["id"]] = story
    return found


def test_corrections_win_and_survive_reruns(copy: Path) -> None:
    first, second, third = list(stories_of(copy))[:3]
    tipsheet("correct", "merge", "--dir", copy, "--story", second, "--into", first)
    tipsheet("correct", "retitle", "--dir", copy, "--story", first, "--title", "What the editor calls it")
    tipsheet("correct", "hide", "--dir", copy, "--story", third)
    for now in ("2026-03-12T09:00:00Z", "2026-03-12T11:00:00Z"):
        tipsheet("build", copy, "--now", now, status=None)
        stories = stories_of(copy)
        assert stories[first]["title"] == "What the editor calls it"
        assert second not in stories
        assert third not in stories
        assert json.loads((copy / "public/api/stories/addresses.json").read_text())[second]
    tipsheet("demo", "--out", copy, "--json")
    assert second not in stories_of(copy)


def test_two_runs_days_apart_replay_to_the_same_end(tmp_path: Path) -> None:
    """A publication that grew over two runs comes out of its two archives again."""
    folder = tmp_path / "press"
    _work.make_demo(folder)
    for day in (6, 10):
        with DemoPress(day=day, pace=0) as server:
            _work.live_run(
                open_publication(folder),
                now=server.now,
                quiet=True,
                connect_to=dict.fromkeys(server.hosts, server.address),
                everything_due=True,
                fixed_clock=True,
            )
        names = {p.name for p in (folder / "_news").glob("*.md")}
        assert len(names) > 20
    archives = sorted((folder / ".tipsheet/archive").glob("*.warc.gz"))
    assert len(archives) == 2
    tipsheet("replay", *archives, "--into", tmp_path / "again", "--json", status=None)
    assert tree(tmp_path / "again") == tree(folder)


def test_corrected_copies_are_obeyed_and_stay(copy: Path) -> None:
    with open_store(copy / ".tipsheet/tipsheet.sqlite") as store:
        states = {s.article.id: s.article for s in store.articles_with("grouped")}
    taken = next(a for a in states.values() if a.copy_of and a.copy_of.article_id in states)
    assert taken.copy_of
    copied = {a.copy_of.article_id for a in states.values() if a.copy_of}
    alone = [a.id for a in states.values() if a.copy_of is None and a.id not in copied][:2]
    tipsheet(
        "correct", "not_copy", "--dir", copy, "--article", taken.id, "--article", taken.copy_of.article_id
    )
    tipsheet("correct", "copy", "--dir", copy, "--article", alone[0], "--article", alone[1])
    for _ in range(2):
        tipsheet("build", copy, status=None)
        with open_store(copy / ".tipsheet/tipsheet.sqlite") as store:
            now = {i: s.article for i, s in store.articles([taken.id, *alone]).items()}
        assert now[taken.id].copy_of is None
        assert (now[taken.id].quality or 0) > (taken.quality or 0)
        (told,) = [a.copy_of for a in (now[alone[0]], now[alone[1]]) if a.copy_of]
        assert told.article_id in alone
        assert told.evidence == "an editor said so"


def test_a_corrected_topic_is_obeyed(copy: Path) -> None:
    with open_store(copy / ".tipsheet/tipsheet.sqlite") as store:
        state = next(s for s in store.articles_with("grouped") if len(s.article.topics) > 1)
        off = next(iter(store.articles_with("off_topic"))).article
    child = state.article.topics[1].name
    tipsheet("correct", "not_topic", "--dir", copy, "--article", state.article.id, "--topic", child)
    tipsheet("correct", "topic", "--dir", copy, "--article", off.id, "--topic", child)
    for _ in range(2):
        tipsheet("build", copy, status=None)
        with open_store(copy / ".tipsheet/tipsheet.sqlite") as store:
            states = store.articles([state.article.id, off.id])
        assert child not in {m.name for m in states[state.article.id].article.topics}
        assert states[off.id].status == "grouped"
        assert child in {m.name for m in states[off.id].article.topics}


def test_a_lost_store_keeps_stories_and_records(demo: Demo, copy: Path) -> None:
    before = {p.name: p.read_text() for p in (copy / "_news").glob("*.md")}
    shutil.rmtree(copy / ".tipsheet")
    tipsheet("build", copy, "--now", "2026-03-12T07:30:00Z", "--json", status=None)
    after = {p.name: p.read_text() for p in (copy / "_news").glob("*.md")}
    assert after.keys() == before.keys()
    kept = sum(
        {r.web_url for r in markdown.read(after[n], n).related}
        == {r.web_url for r in markdown.read(before[n], n).related}
        for n in before
    )
    assert kept >= 0.95 * len(before)


def test_an_article_taken_off_by_hand_is_nowhere_on_the_site(copy: Path) -> None:
    path = next(p for p in sorted((copy / "_news").glob("*.md")) if "published: true" in p.read_text())
    record = markdown.read(path.read_text(), f"_news/{path.name}")
    path.write_text(path.read_text().replace("published: true", "published: false"))
    tipsheet("build", copy, status=None)
    assert "published: false" in path.read_text()
    assert record.web_url is not None
    shown = [
        str(p.relative_to(copy))
        for p in (copy / "public").rglob("*")
        if p.suffix in (".html", ".json", ".xml") and record.web_url in p.read_text()
    ]
    assert shown == []


def test_two_addresses_of_one_article_and_pages_without_anything_have_reasons(tmp_path: Path) -> None:
    """Served on loopback: two pages of one address, one without a headline, one without text."""
    words = "<p>" + "A turbine turned in the strait on Monday, the council said. " * 12 + "</p>"
    one = f'<link rel="canonical" href="http://a.example/one"><title>A turbine turns</title>{words}'
    pages = {
        "/one": one,
        "/two": one,
        "/front": f'<link rel="canonical" href="http://a.example/"><title>Another one stops</title>{words}',
        "/untitled": f"<html><body>{words}</body></html>",
        "/bare": "<html><head><title>Nothing under it</title></head><body></body></html>",
    }
    items = "".join(f"<item><link>http://a.example{path}</link></item>" for path in pages)
    pages["/feed"] = f"<rss version='2.0'><channel><title>A</title>{items}</channel></rss>"

    class Site(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = pages.get(self.path, "").encode()
            self.send_response(200 if body else 404)
            self.send_header(
                "Content-Type", "text/xml" if self.path == "/feed" else "text/html; charset=utf-8"
            )
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            return

    tipsheet("new", "Tides", tmp_path, "--everything", "-s", "http://a.example/feed")
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings = tmp_path / "tipsheet.toml"
        target = f'"a.example" = "127.0.0.1:{server.server_address[1]}"'
        settings.write_text(settings.read_text() + f"\n[fetch]\nspacing_s = 0.0\nconnect_to = {{{target}}}\n")
        done = tipsheet("run", tmp_path, "--json", status=None)
        server.shutdown()
    report = json.loads(done.stdout)["report"]
    reasons = {r["url"].removeprefix("http://a.example"): r["reason"] for r in report["rejected"]}
    assert reasons == {"/two": "same_article", "/untitled": "no_title", "/bare": "empty"} or reasons == {
        "/one": "same_article",
        "/untitled": "no_title",
        "/bare": "empty",
    }
    assert report["records"] == 2
    assert json.loads(tipsheet("doctor", tmp_path, "--json").stdout)["problems"] == []
