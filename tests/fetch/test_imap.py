"""Newsletters from a mailbox, told by a small mail server on loopback."""

from __future__ import annotations

import asyncio
import re
import socketserver
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tipsheet.errors import FetchError
from tipsheet.fetch.archive import ArchiveWriter
from tipsheet.fetch.gate import Gate, GateSettings
from tipsheet.fetch.imap import MailAccount, read_mailbox
from tipsheet.fetch.replay import ReplayFetcher
from tipsheet.records import Discovery, Source
from tipsheet.stages.discover import discover

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


def letter(number: int) -> bytes:
    return (
        f"From: The Morning Rail <rail@letters.example>\r\nSubject: Letter {number}\r\n"
        f"Date: Mon, 0{number} Mar 2026 07:00:00 +0000\r\n\r\n"
        f"From the harbour: https://press.example/{number}\r\nand https://press.example/always\r\n"
    ).encode()


class Mailbox(socketserver.ThreadingTCPServer):
    """Knows one account and one folder; `letters` by their number."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        self.letters = {3: letter(3), 5: letter(5)}
        self.validity = 17
        self.log: list[str] = []
        super().__init__(("127.0.0.1", 0), Talk)


class Talk(socketserver.StreamRequestHandler):
    server: Mailbox

    def say(self, *lines: bytes) -> None:
        self.wfile.write(b"".join(line + b"\r\n" for line in lines))

    def handle(self) -> None:
        self.say(b"* OK ready")
        for raw in self.rfile:
            tag, _, words = raw.strip().partition(b" ")
            command = words.upper()
            self.server.log.append(words.decode().split(" ")[0])
            if command.startswith(b"CAPABILITY"):
                self.say(b"* CAPABILITY IMAP4rev1", tag + b" OK done")
            elif command.startswith(b"LOGIN"):
                good = words.split()[1:] in ([b"ida", b'"secret"'], [b'"ida"', b'"secret"'])
                self.say(tag + (b" OK done" if good else b" NO who are you"))
            elif command.startswith(b"EXAMINE"):
                if b"Letters" not in words:
                    self.say(tag + b" NO such folder")
                    continue
                self.say(
                    b"* %d EXISTS" % len(self.server.letters),
                    b"* OK [UIDVALIDITY %d]" % self.server.validity,
                    tag + b" OK [READ-ONLY]",
                )
            elif command.startswith(b"UID SEARCH"):
                least = int(re.findall(rb"UID (\d+):", words)[0])
                uids = [u for u in self.server.letters if u >= least] or [max(self.server.letters)]
                self.say(b"* SEARCH " + b" ".join(b"%d" % u for u in uids), tag + b" OK done")
            elif command.startswith(b"UID FETCH"):
                uid = int(words.split()[2])
                body = self.server.letters[uid]
                self.say(
                    b"* 1 FETCH (UID %d BODY[]<0> {%d}" % (uid, len(body)), body + b")", tag + b" OK done"
                )
            else:
                self.say(tag + b" OK done")


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with Mailbox() as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def rules(mailbox: Mailbox, password: str = "secret") -> GateSettings:
    return GateSettings(
        mail={"mail.example": MailAccount("ida", password)},
        connect_to={"mail.example": ("127.0.0.1", mailbox.server_address[1])},
        total_s=5,
    )


URL = "imaps://mail.example/Letters"


def test_a_mailbox_behaves_as_a_feed(mailbox: Mailbox, tmp_path: Path) -> None:
    source = Source(id="m", url=URL, kind="mail")

    class Still:
        def now(self) -> datetime:
            return NOW

    async def go() -> list[tuple[int, list[str]]]:
        seen = []
        with ArchiveWriter(tmp_path / "a.warc.gz") as archive:
            archive.start({})
            async with Gate(rules(mailbox), archive=archive, clock=Still()) as gate:
                etag = None
                for arrival in (None, None, 8):
                    if arrival:
                        mailbox.letters[arrival] = letter(arrival)
                    page = await gate.fetch(URL, etag=etag, kind="source")
                    found = next(discover([(source, page)])) if page.status == 200 else None
                    links = [k.url[-1] for k in found.links] if isinstance(found, Discovery) else []
                    seen.append((page.status, links))
                    etag = page.header("etag") or etag
        return seen

    assert asyncio.run(go()) == [(200, ["3", "s", "5"]), (304, []), (200, ["8", "s"])]
    assert "SELECT" not in mailbox.log
    assert "STORE" not in mailbox.log
    replay = ReplayFetcher([tmp_path / "a.warc.gz"])
    again = asyncio.run(replay.fetch(URL, kind="source"))
    assert again.header("etag") == '"17:5"'
    assert len(next(discover([(source, again)])).links) == 3  # type: ignore[union-attr]


def test_a_mailbox_that_was_made_anew_is_read_anew(mailbox: Mailbox) -> None:
    async def go() -> list[int]:
        async with Gate(rules(mailbox)) as gate:
            first = await gate.fetch(URL)
            mailbox.validity = 18
            return [(await gate.fetch(URL, etag=first.header("etag"))).status]

    assert asyncio.run(go()) == [200]


@pytest.mark.parametrize(
    ("url", "password", "reason"),
    [
        (URL, "wrong", "login_wanted"),
        ("imaps://mail.example/Nowhere", "secret", "not_found"),
        ("imaps://other.example/Letters", "secret", "login_wanted"),
    ],
)
def test_what_goes_wrong_is_told(mailbox: Mailbox, url: str, password: str, reason: str) -> None:
    async def go() -> FetchError:
        async with Gate(rules(mailbox, password)) as gate:
            with pytest.raises(FetchError) as told:
                await gate.fetch(url)
            return told.value

    error = asyncio.run(go())
    assert error.reason == reason
    assert password not in str(error)


def test_private_mail_servers_are_refused() -> None:
    account = MailAccount("ida", "secret")
    with pytest.raises(FetchError) as told:
        read_mailbox("imaps://localhost/INBOX", account, NOW, etag=None, timeout_s=1)
    assert told.value.reason == "private_address"
    for url in (
        "imap://mail.example/",
        "imaps:///INBOX",
        'imaps://mail.example/a"b',
        "imaps://ida:pw@mail.example/",
    ):
        with pytest.raises(FetchError) as told:
            read_mailbox(url, account, NOW, etag=None)
        assert told.value.reason == "bad_url"
    assert "secret" not in repr(account)
