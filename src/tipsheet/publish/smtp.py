"""The one place that hands mail to a server. A bad address never stops the others.

The server is an address: `smtps://user:password@mail.example:465` (TLS from the first byte),
`smtp://user:password@mail.example:587` (STARTTLS, or nothing is sent), and for a relay on the
same machine `smtp+plain://localhost:25` (no TLS; refused for any other host).
"""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterable, Iterator
from contextlib import suppress
from email.message import EmailMessage
from ipaddress import ip_address
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

import msgspec

from tipsheet.errors import ConfigError, PublishError

PER_CONNECTION = 50  # servers like to see a connection end
TIMEOUT_S = 30.0
_PORTS = {"smtps": 465, "smtp": 587, "smtp+plain": 25}


class Server(msgspec.Struct, frozen=True):
    """Where mail is handed in; `repr` shows no password."""

    host: str
    port: int
    scheme: str
    user: str = ""
    password: str = ""

    def __repr__(self) -> str:
        return f"Server({self.scheme}://{self.host}:{self.port})"


class Delivery(NamedTuple):
    """What became of one mail."""

    to: str
    sent: bool
    reason: str = ""  # the server's words, for the editor


def server(url: str) -> Server:
    """Read a server's address. Raises ConfigError that never repeats the password."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise ConfigError(
            "the mail server's address cannot be read; write smtps://USER:PASSWORD@HOST"
        ) from None
    if parts.scheme not in _PORTS or not host:
        raise ConfigError(
            "a mail server is written smtps://USER:PASSWORD@HOST, smtp://… or smtp+plain://localhost"
        )
    if parts.scheme == "smtp+plain" and not _is_here(host):
        raise ConfigError(f"{host}: mail goes to another machine only over TLS; write smtp:// or smtps://")
    return Server(
        host=host,
        port=port or _PORTS[parts.scheme],
        scheme=parts.scheme,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )


def send(
    mails: Iterable[EmailMessage], to: Server, *, context: ssl.SSLContext | None = None
) -> Iterator[Delivery]:
    """Hand in each mail and say what became of it, in order.

    Raises PublishError when the server cannot be reached, has no TLS or refuses the login;
    a refused recipient or mail is a `Delivery` with the server's reason.
    """
    connection: smtplib.SMTP | None = None
    used = 0
    try:
        for mail in mails:
            if connection is not None and used >= PER_CONNECTION:
                _quit(connection)
                connection = None
            if connection is None:
                connection, used = _connect(to, context), 0
            delivery, alive = _hand_in(connection, mail)
            used += 1
            if not alive:
                connection = None
            yield delivery
    finally:
        if connection is not None:
            _quit(connection)


def _connect(to: Server, context: ssl.SSLContext | None) -> smtplib.SMTP:
    secure = context or ssl.create_default_context()
    try:
        if to.scheme == "smtps":
            connection: smtplib.SMTP = smtplib.SMTP_SSL(to.host, to.port, timeout=TIMEOUT_S, context=secure)
        else:
            connection = smtplib.SMTP(to.host, to.port, timeout=TIMEOUT_S)
        try:
            if to.scheme == "smtp":
                connection.starttls(context=secure)
            if to.user:
                connection.login(to.user, to.password)
        except BaseException:
            _quit(connection)
            raise
    except smtplib.SMTPAuthenticationError as error:
        raise PublishError(
            f"{to.host}: refuses the login of {to.user} ({error.smtp_code}); check the password"
        ) from None
    except smtplib.SMTPNotSupportedError:
        raise PublishError(f"{to.host}:{to.port}: offers no TLS or no login; nothing was sent") from None
    except (OSError, smtplib.SMTPException) as error:
        raise PublishError(f"{to.host}:{to.port}: mail server cannot be reached ({_plain(error)})") from None
    return connection


def _hand_in(connection: smtplib.SMTP, mail: EmailMessage) -> tuple[Delivery, bool]:
    """The delivery, and whether the connection can be used further."""
    to = str(mail["To"])
    try:
        connection.send_message(mail)
    except smtplib.SMTPRecipientsRefused as error:
        return Delivery(to, False, _answer(next(iter(error.recipients.values()), (0, b"refused")))), True
    except smtplib.SMTPServerDisconnected as error:
        return Delivery(to, False, _plain(error)), False
    except smtplib.SMTPResponseException as error:
        with suppress(smtplib.SMTPException):
            connection.rset()
        return Delivery(to, False, _answer((error.smtp_code, error.smtp_error))), True
    except (OSError, smtplib.SMTPException, ValueError) as error:
        return Delivery(to, False, _plain(error)), False
    return Delivery(to, True), True


def _answer(found: tuple[int, bytes | str]) -> str:
    code, words = found
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return " ".join(f"{code} {text}".split())[:200]


def _plain(error: BaseException) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__


def _quit(connection: smtplib.SMTP) -> None:
    with suppress(OSError, smtplib.SMTPException):
        connection.quit()
    connection.close()


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
