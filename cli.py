"""Launcher for a checkout: the same command as the installed `wuhao`."""

from engine.cli.main import main

if __name__ == "__main__":
    raise SystemExit(main())
