"""Run the command line with ``python -m magnesium``."""

import sys

from magnesium.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
