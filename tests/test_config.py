"""`tipsheet.toml`: what is right is typed, what is wrong is named in one line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tipsheet import config
from tipsheet.errors import ConfigError

GOOD = b"""
[publication]
title = "Tidal Energy"
url = "https://news.example/tidal/"

[[source]]
url = "https://a.example/feed.xml"
topics = ["Turbines"]

[[source]]
url = "https://a.example/feed.xml?page=2"
"""


def test_good_settings_have_defaults_and_stable_source_ids() -> None:
    settings = config.parse(GOOD, "tipsheet.toml")
    assert settings.root_topic == "Tidal Energy"
    assert settings.site.url == "https://news.example/tidal"
    assert [s.id for s in settings.sources] == ["a-example-feed-xml", "a-example-feed-xml-page-2"]
    assert settings.sources[0].topics == ("Turbines",)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (b"[publication]\ntitle = ", "not valid TOML"),
        (b"\xff\xfe", "not UTF-8"),
        (b"", "no [publication]"),
        (b"[publication]\ntitel = 'x'", "did you mean title?"),
        (b"[publications]\ntitle = 'x'\n[publication]\ntitle='x'", "did you mean publication?"),
        (b"[publication]\ntitle = 3", "publication.title"),
        (b"[publication]\ntitle = ' '", "title is empty"),
        (b"[publication]\ntitle = 'x'\nurl = 'news.example'", "not an http(s) address"),
        (b"[publication]\ntitle = 'x'\nprofile = 'weekly'", "not one of tipsheet"),
        (b"[publication]\ntitle = 'x'\n[schedule]\nevery = 'often'", "not a time"),
        (b"[publication]\ntitle = 'x'\n[schedule]\nevery = '5s'", "under a minute"),
        (b"[publication]\ntitle = 'x'\n[[source]]\nurl = 'feed.xml'", "not an http(s) address"),
        (b"[publication]\ntitle = 'x'\n[[source]]\nname = 'x'", "url"),
        (
            b"[publication]\ntitle='x'\n[[source]]\nurl='http://a/b'\n[[source]]\nurl='http://a/b'",
            "two sources are called",
        ),
        (b"publication = 3", "must be a section"),
    ],
)
def test_wrong_settings_are_named_in_one_line(text: bytes, words: str) -> None:
    with pytest.raises(ConfigError) as caught:
        config.parse(text, "tipsheet.toml")
    message = str(caught.value)
    assert words in message
    assert message.startswith("tipsheet.toml")
    assert "\n" not in message


def test_a_missing_folder_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="tipsheet new"):
        config.load(tmp_path)
    with pytest.raises(ConfigError, match="no such folder"):
        config.load(tmp_path / "nowhere")


@pytest.mark.parametrize(("text", "seconds"), [("2h", 7200), ("30m", 1800), ("1d", 86400), ("90", 90)])
def test_intervals(text: str, seconds: int) -> None:
    assert config.interval_s(text) == seconds
