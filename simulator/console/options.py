"""How the console is served."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
"""Names of this machine to itself."""


class OpenIdOptions(BaseModel):
    """A company's own sign-in service (OpenID Connect, authorization code with PKCE).

    Args:
        issuer: its address; discovery is read below it.
        client_id: what it calls this console.
        client_secret: shared with it.
        name: what people call it, on the sign-in button.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    issuer: str
    client_id: str
    client_secret: str = Field(repr=False)
    name: str


class LrsOptions(BaseModel):
    """A company's LMS, as far as it takes statements; `xapi.LrsOptions` says what may stand there.

    Args:
        address: where they go.
        key: the user name there.
        secret: shared with it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    address: str
    key: str
    secret: str = Field(repr=False)


class ServeOptions(BaseModel):
    """Options of `silkgloves serve`.

    Args:
        database: the journal's file or SQLAlchemy address.
        home: the data folder: backups go there.
        host: where it listens.
        port: where it listens; 0 lets the system choose.
        hosts: names by which browsers may call it besides its own and loopback's.
        proxies: addresses or networks of proxies, whose word counts for where a request comes from; behind TLS and
            without any, a proxy on this machine.
        secure: whether browsers reach it by https, through a proxy that ends TLS; on loopback they need not.
        workers: processes that serve; more than one needs PostgreSQL.
        idle_minutes: a sign-in ends after so much time without a request.
        longest_hours: a sign-in ends after so much time in any case.
        openid: a company's sign-in service, if it has one.
        lrs: the company's LMS, as far as it takes statements, if it has one.
        xapi_out: a file that statements are written to instead.
        factor_for_all: whether trainees need a second factor as well; who sees other people's records always does.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    database: str
    home: Path
    host: str = "127.0.0.1"
    port: int = Field(default=8765, ge=0, le=65535)
    hosts: tuple[str, ...] = ()
    proxies: tuple[str, ...] = ()
    secure: bool = False
    workers: int = Field(default=1, ge=1, le=64)
    idle_minutes: int = Field(default=30, ge=1, le=24 * 60)
    longest_hours: int = Field(default=12, ge=1, le=24 * 7)
    openid: OpenIdOptions | None = None
    factor_for_all: bool = False
    lrs: LrsOptions | None = None
    xapi_out: Path | None = None

    @property
    def believed(self) -> tuple[str, ...]:
        """Proxies that are believed."""
        return self.proxies or (("127.0.0.1", "::1") if self.secure else ())

    @property
    def answers_to(self) -> frozenset[str]:
        """Names in the Host header that are answered, without port."""
        own = (self.host,) if self.host not in ("0.0.0.0", "::") else ()  # noqa: S104 - compared, not bound
        return frozenset(name.lower() for name in (*LOOPBACK, *own, *self.hosts))
