"""`silkgloves serve`: the console on an address, until it is stopped."""

from __future__ import annotations

import logging
import os
import socket
import threading
from typing import TYPE_CHECKING, Any

from simulator.console.app import Hardened, create_app
from simulator.console.options import ServeOptions
from simulator.console.telling import Telling
from simulator.errors import SurroundingsError, UsageError
from simulator.record import open_journal

if TYPE_CHECKING:
    from collections.abc import Callable

    import uvicorn
    from starlette.types import ASGIApp

    from simulator.exchange import xapi
    from simulator.record import Journal

OPTIONS_VARIABLE = "SILKGLOVES_SERVE"
"""Environment variable by which workers are told the options; made by `serve`, not for people."""
_PREPARE_AFTER_S = 2.0


def serve(options: ServeOptions, tell: Callable[[str, str], None]) -> None:
    """Serve until interrupted.

    Args:
        options: how.
        tell: is told the console's address once it listens, and the one-time address that makes the first
            administrator, empty where there is one.

    Raises:
        SurroundingsError: the port is taken, or the records cannot be opened.
        UsageError: several workers on a file.
    """
    if options.workers > 1 and "postgresql" not in options.database:
        raise UsageError(
            "Several workers need PostgreSQL.", "Leave --workers out, or name --database postgresql+psycopg://HOST/NAME"
        )
    listening = _listen(options)
    host, port = listening.getsockname()[:2]
    address = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    with open_journal(options.database) as journal:
        from simulator.console.first import first_link

        path = first_link(journal)
        tell(address, f"{address}{path}" if path else "")
        if options.workers == 1:
            import uvicorn

            app = create_app(journal, options)
            _prepare_soon(app)
            telling = Telling(journal)
            forwarding = _begin_forwarding(journal, options)
            try:
                uvicorn.Server(config_of(app, options)).run(sockets=[listening])
            finally:
                telling.end()
                if forwarding is not None:
                    forwarding.end()
                app.end()
            return
    os.environ[OPTIONS_VARIABLE] = options.model_dump_json()
    from uvicorn.supervisors import Multiprocess

    Multiprocess(
        config_of("simulator.console.serving:worker", options, factory=True, workers=options.workers), [listening]
    ).run()


def config_of(app: ASGIApp | str, options: ServeOptions, **more: Any) -> uvicorn.Config:
    """How uvicorn serves an application; what a request says of where it comes from counts only from named proxies.

    Args:
        app: the application, or where it is made.
        options: how it is served.
        more: what else uvicorn is told.
    """
    import uvicorn

    return uvicorn.Config(
        app, log_level=logging.WARNING, access_log=False, server_header=False, lifespan="off",
        h11_max_incomplete_event_size=64_000, proxy_headers=bool(options.believed),
        forwarded_allow_ips=list(options.believed), **more,
    )  # fmt: skip


def worker() -> ASGIApp:
    """The console in one of several processes, each with its own connection to the records."""
    options = ServeOptions.model_validate_json(os.environ[OPTIONS_VARIABLE])
    journal = open_journal(options.database)
    app = create_app(journal, options)
    _prepare_soon(app)
    Telling(journal)  # ends with the process: what it had begun is gone on with by another
    _begin_forwarding(journal, options)
    return app


def _begin_forwarding(journal: Journal, options: ServeOptions) -> xapi.Running | None:
    """Send what the LMS is told, where the server was started with one, or with a file."""
    if options.lrs is None and options.xapi_out is None:
        return None
    from simulator.console.forwarding import begin_forwarding  # takes a second, and most have no LMS

    return begin_forwarding(journal, options)


def _prepare_soon(app: Hardened) -> None:
    """Have what is behind the sign-in loaded while somebody types their password."""
    timer = threading.Timer(_PREPARE_AFTER_S, app.prepare)
    timer.daemon = True
    timer.start()


def _listen(options: ServeOptions) -> socket.socket:
    family = socket.AF_INET6 if ":" in options.host else socket.AF_INET
    listening = socket.socket(family)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((options.host, options.port))
    except OSError as error:
        listening.close()
        raise SurroundingsError(
            f"Nobody can be served on {options.host} port {options.port}: {error.strerror}.",
            "Stop what listens there, or name another --port.",
        ) from error
    listening.listen(128)
    return listening
