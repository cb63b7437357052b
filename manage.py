#!/usr/bin/env python
"""Django's command line."""

import os
import sys


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "plics.settings")
    try:
        from plics.startup import run
    except ModuleNotFoundError as missing:
        sys.exit(
            f"La bibliothèque Python « {missing.name} » manque. Lancez « make install », "
            "puis la commande avec .venv/bin/python."
        )
    sys.exit(run(sys.argv))


if __name__ == "__main__":
    main()
