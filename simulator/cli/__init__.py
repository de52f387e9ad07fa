"""The command `silkgloves`: parses, calls, prints. No rules of the game live here; the faces load lazily."""

from simulator.cli.command import cli, main

__all__ = ["cli", "main"]
