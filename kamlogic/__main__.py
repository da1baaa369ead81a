"""`python -m kamlogic`: the dashboard's figures without a browser."""

import sys

from kamlogic.cli import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
