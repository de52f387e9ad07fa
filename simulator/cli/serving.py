"""The console: `serve` it on this machine, or for a company."""

from __future__ import annotations

import json
import os
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import TYPE_CHECKING

import click

from simulator.cli.surroundings import get_texts
from simulator.errors import UsageError

if TYPE_CHECKING:
    from simulator.console import LrsOptions, OpenIdOptions
    from simulator.exchange import xapi

OPENID_VARIABLE = "SILKGLOVES_OPENID"
"""Environment variable that names a JSON file of a company's sign-in service."""
LRS_VARIABLE = "SILKGLOVES_LRS"
"""Environment variable that names a JSON file of a company's LMS: where statements go, and the secret for it."""


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Where to listen; loopback reaches nobody else.")
@click.option(
    "--port", default=8765, show_default=True, type=click.IntRange(0, 65535), help="0 lets the system choose."
)
@click.option(
    "--database", default="", help="A file, or postgresql+psycopg://HOST/NAME. Left out: this machine's records."
)
@click.option(
    "--workers", default=1, show_default=True, type=click.IntRange(1, 64), help="Processes; several need PostgreSQL."
)
@click.option("--name", "names", multiple=True, help="A name by which browsers reach it, as console.example.org.")
@click.option("--proxy", "proxies", multiple=True, help="Address or network of a proxy that is believed who called it.")
@click.option("--second-factor-for-all", is_flag=True, help="Trainees need a second factor too; all others always do.")
@click.option("--behind-tls", is_flag=True, help="Browsers reach it by https, through a proxy.")
@click.option(
    "--xapi-out", type=click.Path(dir_okay=False, path_type=Path),
    help="Write what an LMS would be told into this file instead of sending it.",
)
def serve(
    *,
    host: str,
    port: int,
    database: str,
    workers: int,
    names: tuple[str, ...],
    proxies: tuple[str, ...],
    behind_tls: bool,
    second_factor_for_all: bool,
    xapi_out: Path | None,
) -> None:
    """Serve the console: HR reviews, trainers calibrate, trainees see their own.

    A first start prints a link that works once and makes the first administrator. There is no default account.
    """
    from simulator.console import ServeOptions
    from simulator.console import serve as run
    from simulator.settings import JOURNAL_NAME, data_dir

    if xapi_out is not None:
        from simulator.exchange import xapi

        xapi.check_file(xapi_out)
    home = data_dir()
    options = ServeOptions(
        database=database or str(home / JOURNAL_NAME), home=home, host=host, port=port, workers=workers, hosts=names,
        proxies=tuple(map(_network, proxies)), secure=behind_tls, openid=_openid(),
        factor_for_all=second_factor_for_all, lrs=_lrs(), xapi_out=xapi_out,
    )  # fmt: skip
    t = get_texts()

    def tell(address: str, first: str) -> None:
        click.echo(t("serve.listening", address=address))
        if first:
            click.echo(t("serve.first", address=first))
        click.echo(t("serve.stop"))

    run(options, tell)


@click.command("let-in")
@click.argument("login")
@click.option("--database", default="", help="As for serve.")
@click.option("--without-second-factor", is_flag=True, help="Take the second factor away too; another is set up then.")
def let_in(*, login: str, database: str, without_second_factor: bool) -> None:
    """Print a link by which LOGIN chooses a new password: for an administrator who is locked out.

    The link works once, for a day. It and who it was for stand in the audit log.
    """
    from simulator.console import link_for
    from simulator.record import open_journal
    from simulator.settings import JOURNAL_NAME, data_dir

    with open_journal(database or data_dir() / JOURNAL_NAME) as journal:
        path = link_for(journal, login, without_factor=without_second_factor)
    click.echo(f"Open this behind the console's address, once, within a day: {path}")


def _network(proxy: str) -> str:
    """An address or a network, as it was given.

    Raises:
        UsageError: it is neither; a name could come to mean somebody else.
    """
    try:
        return str(ip_network(proxy)) if "/" in proxy else str(ip_address(proxy))
    except ValueError as error:
        raise UsageError(
            f"{proxy!a} is no address of a proxy.", "Give --proxy 10.0.0.5, or --proxy 10.0.0.0/24."
        ) from error


def _openid() -> OpenIdOptions | None:
    """A company's sign-in service, from the file the environment names: it holds a secret."""
    named = os.environ.get(OPENID_VARIABLE, "")
    if not named:
        return None
    from simulator.console import OpenIdOptions

    try:
        return OpenIdOptions.model_validate(json.loads(Path(named).read_bytes()))
    except (OSError, ValueError) as error:
        raise UsageError(
            f"{OPENID_VARIABLE} names {named}, which cannot be read: {error}",
            "Give a JSON file with issuer, client_id, client_secret and name.",
        ) from error


def _lrs() -> LrsOptions | None:
    """A company's LMS as the console keeps it."""
    found = read_lrs()
    if found is None:
        return None
    from simulator.console import LrsOptions

    return LrsOptions(**found.model_dump())


def read_lrs() -> xapi.LrsOptions | None:
    """A company's LMS, from the file the environment names: it holds a secret."""
    named = os.environ.get(LRS_VARIABLE, "")
    if not named:
        return None
    from simulator.exchange import xapi

    try:
        return xapi.LrsOptions.model_validate(json.loads(Path(named).read_bytes()))
    except (OSError, ValueError) as error:
        raise UsageError(
            f"{LRS_VARIABLE} names {named}, which cannot be read: {_without_values(error)}",
            "Give a JSON file with address (https://lrs.example.org/xapi), key and secret.",
        ) from error


def _without_values(error: Exception) -> str:
    """What is wrong, without what stands in the file: it holds a secret."""
    errors = getattr(error, "errors", None)
    if errors is None:
        return str(error)
    return "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in errors(include_input=False))
