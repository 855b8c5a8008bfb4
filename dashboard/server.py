"""Serve the pages on this machine."""

import logging
import os
import sys

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
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    print(f"Canaux: http://{host}:{settings.port}/ (Ctrl-C to stop)", file=sys.stderr, flush=True)
    Supervisor(Queue(settings.store)).start()
    try:
        server.run()
    except KeyboardInterrupt:
        pass
    finally:
        server.close()
