"""``python -m dashboard``: serve the pages, as the environment says."""

import sys

from dashboard.server import serve
from dashboard.settings import SettingsError, from_environment

if __name__ == "__main__":
    try:
        serve(from_environment())
    except (SettingsError, OSError) as error:
        sys.exit(f"Canaux: {error}")
