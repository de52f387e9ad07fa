"""The console: `serve` it on this machine, or for a company."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from simulator.cli.surroundings import get_texts
from simulator.errors import UsageError

if TYPE_CHECKING:
    from simulator.console import OpenIdOptions

OPENID_VARIABLE = "SILKGLOVES_OPENID"
"""Environment variable that names a JSON file of a company's sign-in service."""


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
@click.option("--second-factor-for-all", is_flag=True, help="Trainees need a second factor too; all others always do.")
@click.option("--behind-tls", is_flag=True, help="Browsers reach it by https, through a proxy.")
def serve(
    *,
    host: str,
    port: int,
    database: str,
    workers: int,
    names: tuple[str, ...],
    behind_tls: bool,
    second_factor_for_all: bool,
) -> None:
    """Serve the console: HR reviews, trainers calibrate, trainees see their own.

    A first start prints a link that works once and makes the first administrator. There is no default account.
    """
    from simulator.console import ServeOptions
    from simulator.console import serve as run
    from simulator.settings import JOURNAL_NAME, data_dir

    home = data_dir()
    options = ServeOptions(
        database=database or str(home / JOURNAL_NAME), home=home, host=host, port=port, workers=workers, hosts=names,
        secure=behind_tls, openid=_openid(), factor_for_all=second_factor_for_all,
    )  # fmt: skip
    t = get_texts()

    def tell(address: str, first: str) -> None:
        click.echo(t("serve.listening", address=address))
        if first:
            click.echo(t("serve.first", address=first))
        click.echo(t("serve.stop"))

    run(options, tell)


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
