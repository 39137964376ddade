"""Mail handed to a real SMTP server on loopback."""

from __future__ import annotations

import datetime as dt
import socket
import ssl
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP as Protocol
from aiosmtpd.smtp import AuthResult, Envelope, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tipsheet.errors import ConfigError, PublishError
from tipsheet.publish import smtp


class Box:
    """Takes every mail but those for `refused`, and may hang up."""

    def __init__(self) -> None:
        self.mails: list[Envelope] = []
        self.connections = 0

    async def handle_EHLO(
        self, server: Protocol, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        self.connections += not session.host_name
        session.host_name = hostname
        return responses

    async def handle_RCPT(
        self, server: Protocol, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address.startswith("refused"):
            return "550 no such reader"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Protocol, session: Session, envelope: Envelope) -> str:
        if b"too much" in (envelope.content or b""):
            return "554 rejected by content"
        self.mails.append(envelope)
        return "250 OK"


def mail(to: str, subject: str = "Hello") -> EmailMessage:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "desk@harbour.example", to, subject
    made.set_content("Text")
    return made


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def box() -> Iterator[tuple[Box, smtp.Server]]:
    handler = Box()
    port = free_port()
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    yield handler, smtp.server(f"smtp+plain://127.0.0.1:{port}")
    controller.stop()


def test_every_reader_gets_a_mail_and_a_bad_address_stops_nobody(box: tuple[Box, smtp.Server]) -> None:
    handler, server = box
    mails = [
        mail("a@x.example"),
        mail("refused@x.example"),
        mail("b@x.example", "too much"),
        mail("c@x.example"),
    ]
    done = list(smtp.send(mails, server))
    assert [(d.to, d.sent) for d in done] == [
        ("a@x.example", True),
        ("refused@x.example", False),
        ("b@x.example", False),
        ("c@x.example", True),
    ]
    assert "550 no such reader" in done[1].reason
    assert "554 rejected by content" in done[2].reason
    assert [e.rcpt_tos for e in handler.mails] == [["a@x.example"], ["c@x.example"]]
    assert handler.connections == 1


def test_a_long_list_uses_several_connections(
    box: tuple[Box, smtp.Server], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(smtp, "PER_CONNECTION", 3)
    handler, server = box
    done = list(smtp.send((mail(f"r{n}@x.example") for n in range(10)), server))
    assert all(d.sent for d in done)
    assert handler.connections == 4


def certificate(folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A certificate for this machine: the server's context, and one that trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .sign(key, hashes.SHA256())
    )
    (folder / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    ours = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ours.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return ours, ssl.create_default_context(cafile=str(folder / "cert.pem"))


def log_in(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
    good = (data.login, data.password) == (b"desk", b"pa:ss/wo@rd")
    return AuthResult(success=good, handled=False)


def test_starttls_and_login(tmp_path: Path) -> None:
    ours, theirs = certificate(tmp_path)
    handler, port = Box(), free_port()
    controller = Controller(
        handler,
        hostname="127.0.0.1",
        port=port,
        tls_context=ours,
        require_starttls=True,
        authenticator=log_in,
        auth_required=True,
    )
    controller.start()
    try:
        server = smtp.server(f"smtp://desk:pa%3Ass%2Fwo%40rd@localhost:{port}")
        assert list(smtp.send([mail("a@x.example")], server, context=theirs)) == [("a@x.example", True, "")]
        wrong = smtp.server(f"smtp://desk:secret123@localhost:{port}")
        with pytest.raises(PublishError, match="refuses the login") as caught:
            list(smtp.send([mail("a@x.example")], wrong, context=theirs))
        assert "secret123" not in str(caught.value)
        with pytest.raises(PublishError, match="cannot be reached"):  # an unknown certificate
            list(smtp.send([mail("a@x.example")], server))
    finally:
        controller.stop()
    assert len(handler.mails) == 1


def test_no_mail_leaves_without_tls(box: tuple[Box, smtp.Server]) -> None:
    handler, plain = box
    with pytest.raises(PublishError, match="no TLS"):
        list(smtp.send([mail("a@x.example")], smtp.server(f"smtp://127.0.0.1:{plain.port}")))
    assert not handler.mails


def test_a_server_that_is_not_there_is_one_plain_error() -> None:
    with pytest.raises(PublishError, match="cannot be reached"):
        list(smtp.send([mail("a@x.example")], smtp.server("smtp+plain://127.0.0.1:1")))


@pytest.mark.parametrize(
    "url",
    [
        "",
        "mail.example",
        "http://mail.example",
        "smtp+plain://mail.example",
        "smtps://",
        "smtp://h:bad",
        "smtp://u:geheim@[::1",
    ],
)
def test_a_server_address_that_cannot_be_used_is_told_without_its_password(url: str) -> None:
    with pytest.raises(ConfigError) as caught:
        smtp.server(url)
    assert "geheim" not in str(caught.value)


def test_a_server_shows_no_password() -> None:
    assert "geheim" not in repr(smtp.server("smtps://u:geheim@mail.example"))
    assert smtp.server("smtps://u:p@mail.example").port == 465
