"""The command line `copilot`: one small file per group of commands; the work is done in `app` and below.

Nothing heavy is imported before a command runs: `copilot --help` must stay instant.
"""

from interfaces.cli.main import main

__all__ = ["main"]
