"""Command line of the scoring room: ``python -m scoring detect | grade | evaluate``."""

from __future__ import annotations

from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return the exit code (0 all well, 1 a bad line or figure file, 2 bad usage)."""
    raise SystemExit("not written yet")


if __name__ == "__main__":
    raise SystemExit(main())
