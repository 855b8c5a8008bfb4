"""What executives see: the runs of a store as pages, in French and English."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dashboard.app import create_app
    from dashboard.server import serve
    from dashboard.settings import Settings, SettingsError

__all__ = ["Settings", "SettingsError", "create_app", "serve"]

_HOMES = {
    "Settings": "dashboard.settings",
    "SettingsError": "dashboard.settings",
    "create_app": "dashboard.app",
    "serve": "dashboard.server",
}


def __getattr__(name: str) -> Any:
    """Import what is asked for when it is asked for: Dash takes a second."""
    if name not in _HOMES:
        raise AttributeError(f"module 'dashboard' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
