"""Writes `routes.txt` anew from the route table, for a person to look at what changed before it is committed."""

from __future__ import annotations

from pathlib import Path

from simulator.console.routes import Route, all_routes

LISTED = Path(__file__).with_name("routes.txt")


def line_of(route: Route) -> str:
    """A route as it is listed: address, who, about what, and what else holds of it."""
    who = "anybody" if route.who is None else "+".join(sorted(route.who))
    marks = "".join(f" {mark}" for mark, on in (("early", route.early), ("upload", route.upload)) if on)
    return f"{route.method} {route.path} | {who} | {route.thing.name if route.thing else '-'}{marks}"


if __name__ == "__main__":
    LISTED.write_text("".join(f"{line}\n" for line in sorted(map(line_of, all_routes()))), encoding="utf-8")
