"""The way out to the company's LMS, as the server was started with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.exchange import xapi

if TYPE_CHECKING:
    from simulator.console.options import ServeOptions
    from simulator.record import Journal


def lrs_of(options: ServeOptions) -> xapi.Lrs | None:
    """The LMS; None where the server was started without one."""
    if options.lrs is None:
        return None
    return xapi.Lrs(xapi.LrsOptions(**options.lrs.model_dump()))


def outlet_of(options: ServeOptions) -> xapi.Outlet | None:
    """Where statements go: to the file that was named, else to the LMS; None where neither was."""
    if options.xapi_out is not None:
        return xapi.FileOutlet(options.xapi_out)
    lrs = lrs_of(options)
    return None if lrs is None else xapi.LrsOutlet(lrs)


def begin_forwarding(journal: Journal, options: ServeOptions) -> xapi.Running | None:
    """Send from a thread of this process; of several processes one sends at a time. None where nothing is sent.

    Args:
        journal: the records; they stay open until `end` of what is returned has been called.
        options: how the console is served.
    """
    outlet = outlet_of(options)
    return None if outlet is None else xapi.Running(journal, outlet)
