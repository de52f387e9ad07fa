"""What goes over the network: to this machine without anybody between, to nobody else than was asked, read to a limit."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from simulator.exchange import Answer, Request, UnreachableError, send_over_network
from simulator.exchange.cmi5 import lms
from simulator.exchange.sending import NetworkSender, TooMuchError, is_loopback
from simulator.exchange.xapi import lrs

SENDERS = {"console": send_over_network, "lrs": lrs.send_to_lrs, "lms": lms._SEND}
DEAD = "http://127.0.0.1:9"
MOST = 1_000


@contextmanager
def answering(answer: Callable[[BaseHTTPRequestHandler], None], certificate: Path | None = None) -> Iterator[str]:
    """A server on this machine; gives its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer(self)

        def log_message(self, *told: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        server.handle_error = lambda *_: None  # type: ignore[method-assign]
        if certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield f"http{'s' if certificate else ''}://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join(20)


def tell(handler: BaseHTTPRequestHandler, status: int, body: bytes, **headers: str) -> None:
    handler.send_response(status)
    for name, value in {**headers, "Content-Length": str(len(body))}.items():
        handler.send_header(name, value)
    handler.end_headers()
    handler.wfile.write(body)


@pytest.fixture(params=SENDERS)
def send(request: pytest.FixtureRequest) -> Callable[[Request], Answer]:
    return SENDERS[request.param]


def test_nobody_stands_between_this_machine_and_itself(send, monkeypatch, tmp_path):
    """Neither a proxy of the surroundings, nor a password that somebody keeps for this host, nor where it is sent on."""
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password else\n")
    monkeypatch.setenv("NETRC", str(netrc))
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, DEAD)
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    asked = []

    def answer(handler: BaseHTTPRequestHandler) -> None:
        asked.append((handler.path, handler.headers["Authorization"]))
        tell(handler, 302, b"elsewhere", Location="/other")

    with answering(answer) as address:
        found = send(Request("GET", f"{address}/here", headers={"Authorization": "Bearer ours"}))
    assert (found.status, found.body, found.headers["location"]) == (302, b"elsewhere", "/other")
    assert asked == [("/here", "Bearer ours")], "the redirect was not followed"


def test_a_proxy_of_the_surroundings_is_asked_for_anybody_else(monkeypatch, tmp_path):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine console.invalid login somebody password else\n")
    monkeypatch.setenv("NETRC", str(netrc))
    asked = []

    def answer(handler: BaseHTTPRequestHandler) -> None:
        asked.append((handler.path, handler.headers["Authorization"]))
        tell(handler, 200, b"by the proxy")

    url = "http://console.invalid/about"
    with answering(answer) as address:
        for name in ("HTTP_PROXY", "http_proxy"):
            monkeypatch.setenv(name, address)
        for name in ("console", "lrs"):
            found = SENDERS[name](Request("GET", url, headers={"Authorization": "Bearer ours"}))
            assert found.body == b"by the proxy"
        with pytest.raises(UnreachableError, match="does not answer"):
            SENDERS["lms"](Request("GET", url))
    assert asked == [(url, "Bearer ours")] * 2


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One that nobody has signed but itself."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "server.pem"
    plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, *plain) + made.public_bytes(serialization.Encoding.PEM)
    )
    return path


def test_a_certificate_that_nobody_vouches_for_is_told_as_such(send, certificate):
    asked = []
    with answering(lambda handler: asked.append(handler.path), certificate) as address:
        with pytest.raises(UnreachableError, match="certificate that cannot be trusted") as told:
            send(Request("POST", f"{address}/join", b"a code"))
        assert "SSL" in type(told.value.__cause__).__name__, "the desktop's view tells it by this"
    assert asked == []


def test_nobody_is_read_without_an_end():
    send = NetworkSender("The LMS", "Later.", connect_s=5, read_s=5, most_bytes=MOST)
    with answering(lambda handler: tell(handler, 200, b"x" * int(handler.path[1:]))) as address:
        assert len(send(Request("GET", f"{address}/{MOST}")).body) == MOST
        with pytest.raises(TooMuchError, match="without an end"):
            send(Request("GET", f"{address}/{MOST + 1}"))


@pytest.mark.parametrize(
    ("host", "ours"),
    [("localhost", True), ("127.8.9.1", True), ("::1", True), ("localhost.example", False), ("10.0.0.1", False),
     ("", False), ("127.0.0.1.example", False)],
)  # fmt: skip
def test_only_this_machine_is_this_machine(host, ours):
    assert is_loopback(host) is ours
