"""The plug-ins a command works with."""

from __future__ import annotations

from tipsheet import config, plugins


def installed_plugins(*groups: str) -> plugins.Plugins:
    """Our own and those of other packages (no group named: of all groups); `TIPSHEET_PLUGINS=0` leaves the latter alone."""
    return plugins.load(*groups, third_party=config.environment().get(plugins.VARIABLE) != "0")
