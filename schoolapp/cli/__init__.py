"""The operator's door: the `schoolapp` command. Each command is one use case; answers and errors are worded here."""

from __future__ import annotations


def main() -> None:
    """The console script."""
    from schoolapp.cli.commands import schoolapp
    schoolapp()
