"""Newsletters from a mailbox: read only, new messages only, through the same guard as everything else.

The address is `imaps://host/folder`; the account stands in the settings, never in the address. The mailbox is
opened read-only (EXAMINE) and nothing in it is changed. What we saw last is the page's etag
("uidvalidity:uid"), so that a mailbox behaves as a feed does: 304 when nothing is new.
Source: RFC 9051 (IMAP4rev2), RFC 8314 (TLS from the start).
"""

from __future__ import annotations

import imaplib
import re
import socket
import ssl
from datetime import datetime
from urllib.parse import unquote, urlsplit

import msgspec

from tipsheet.errors import FetchError
from tipsheet.fetch import guard
from tipsheet.records import Page

MAX_MESSAGES = 50  # a visit; the newest
MAX_MESSAGE_BYTES = 1 << 20
_PORT = 993


class MailAccount(msgspec.Struct, frozen=True):
    """Who we are at a mail server."""

    user: str
    password: str

    def __repr__(self) -> str:
        return f"MailAccount({self.user!r}, …)"


def read_mailbox(
    url: str,
    account: MailAccount,
    now: datetime,
    *,
    etag: str | None,
    allowed: tuple[guard.Network, ...] = (),
    connect_to: tuple[str, int] | None = None,
    timeout_s: float = 30.0,
) -> Page:
    """The new messages of a folder as one mbox page (type application/mbox), or a page of status 304.

    Blocking: call it in a thread. `connect_to` leads to a loopback server without TLS.
    Raises `FetchError`: bad_url, private_address, login_wanted, no_connection, tls_error, bad_answer.
    """
    parts = urlsplit(url)
    host, folder = parts.hostname or "", unquote(parts.path.strip("/")) or "INBOX"
    if parts.scheme != "imaps" or not host or parts.username or re.search(r'[\x00-\x1f"\\]', folder):
        raise FetchError(f"{host}: a mailbox is written imaps://host/folder, without the account", "bad_url")
    try:
        server = _Guarded(host, parts.port or _PORT, allowed, connect_to, timeout_s)
    except ssl.SSLError:
        raise FetchError(f"{host}: its TLS certificate or handshake is not valid", "tls_error") from None
    except (OSError, imaplib.IMAP4.error) as error:
        raise FetchError(f"{host}: no connection to the mail server ({error})", "no_connection") from None
    try:
        return _read(server, url, host, folder, account, now, etag)
    except (OSError, imaplib.IMAP4.error, ValueError, IndexError, TypeError):
        raise FetchError(f"{host}: the mail server's answers cannot be read", "bad_answer") from None
    finally:
        server.shutdown()


class _Guarded(imaplib.IMAP4):
    """A connection to an address that was checked, and to no other."""

    def __init__(
        self,
        host: str,
        port: int,
        allowed: tuple[guard.Network, ...],
        connect_to: tuple[str, int] | None,
        timeout_s: float,
    ) -> None:
        self._allowed = allowed
        self._connect_to = connect_to
        super().__init__(host, port, timeout_s)

    def _create_socket(self, timeout: float | None) -> socket.socket:
        if self._connect_to is not None:
            return socket.create_connection(self._connect_to, timeout)
        found = socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM)
        places = [str(place[4][0]) for place in found if guard.is_allowed(str(place[4][0]), self._allowed)]
        if not places:
            raise FetchError(f"{self.host}: the name leads to a private address", "private_address")
        plain = socket.create_connection((places[0], self.port), timeout)
        return ssl.create_default_context().wrap_socket(plain, server_hostname=self.host)


def _read(
    server: imaplib.IMAP4,
    url: str,
    host: str,
    folder: str,
    account: MailAccount,
    now: datetime,
    etag: str | None,
) -> Page:
    try:
        server.login(account.user, account.password)
    except imaplib.IMAP4.error:
        raise FetchError(
            f"{host}: the mail server does not know this account or password", "login_wanted"
        ) from None
    status, _ = server.select(f'"{folder}"', readonly=True)
    if status != "OK":
        raise FetchError(f"{host}: there is no folder {folder!r}", "not_found")
    validity = (server.response("UIDVALIDITY")[1] or [b"0"])[0].decode()
    known_validity, _, known = (etag or "").strip('"').partition(":")
    last = int(known) if known_validity == validity and known.isdecimal() else 0
    _, found = server.uid("SEARCH", f"UID {last + 1}:*")
    # "n:*" always names the last message, however old it is
    uids = sorted(u for u in map(int, (found[0] or b"").split()) if u > last)[-MAX_MESSAGES:]
    if not uids:
        return Page(url=url, final_url=url, status=304, headers=(), fetched_at=now)
    messages = [_message(server, uid) for uid in uids]
    headers = (("content-type", "application/mbox"), ("etag", f'"{validity}:{uids[-1]}"'))
    return Page(url=url, final_url=url, status=200, headers=headers, body=b"".join(messages), fetched_at=now)


def _message(server: imaplib.IMAP4, uid: int) -> bytes:
    """One message as mbox keeps it; larger ones are cut, their beginning holds the links."""
    _, parts = server.uid("FETCH", str(uid), f"(UID BODY.PEEK[]<0.{MAX_MESSAGE_BYTES}>)")
    body = next((p[1] for p in parts if isinstance(p, tuple)), b"")
    escaped = re.sub(rb"(?m)^(>*From )", rb">\1", body.replace(b"\r\n", b"\n"))
    return b"From tipsheet\n" + escaped.rstrip(b"\n") + b"\n\n"
