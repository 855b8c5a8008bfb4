"""Serve the pages on this machine."""

import logging
import os
import socket
import sys

from dashboard.entrance import PARAMETER
from dashboard.settings import Settings


def serve(settings: Settings) -> None:
    """Serve until interrupted."""
    # Asked by Dash before it would tell its vendor which versions run here.
    os.environ.setdefault("DASH_DISABLE_VERSION_CHECK", "true")

    import waitress

    from dashboard.app import create_app
    from dashboard.jobs.queue import Queue
    from dashboard.jobs.supervisor import Supervisor

    app = create_app(settings)
    # A page asks for all its figures at once: a short queue is no reason to warn.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    server = waitress.create_server(
        app.server,
        host=settings.host,
        port=settings.port,
        threads=settings.threads,
        ident=None,
        clear_untrusted_proxy_headers=True,
    )
    print(f"Canaux: {address(settings)} (Ctrl-C to stop)", file=sys.stderr, flush=True)
    if settings.token:
        print(
            "Others can reach this address: whoever has the token sees all runs and can start "
            "some. It is shown here only; the pages are not encrypted on their way.",
            file=sys.stderr,
            flush=True,
        )
    Supervisor(Queue(settings.store)).start()
    try:
        server.run()
    except KeyboardInterrupt:
        pass
    finally:
        server.close()


def address(settings: Settings) -> str:
    """Return the address to open, with the token if there is one."""
    host = socket.gethostname() if settings.host in ("0.0.0.0", "::") else settings.host
    host = f"[{host}]" if ":" in host else host
    query = f"?{PARAMETER}={settings.token}" if settings.token else ""
    return f"http://{host}:{settings.port}/{query}"
