"""`python -m simulator` is the same command as `silkgloves`; a bundle made of this file is, too."""

from __future__ import annotations

import sys

from simulator.cli import main
from simulator.processes import run_requested

if __name__ == "__main__" and not run_requested(sys.argv):
    main()
