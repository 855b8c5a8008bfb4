"""What the server refuses, and what it forbids the browser."""

from urllib.parse import urlsplit

import flask
from dash import Dash

from dashboard.settings import is_loopback

LARGEST_BODY = 256 * 1024
"""Bytes of a request; the largest of ours is about 4 kB."""

_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def policy(script_hashes: list[str]) -> str:
    """Return the content security policy: nothing from elsewhere, no inline script but Dash's own.

    Mantine, AG Grid and plotly write styles into the page, hence ``unsafe-inline`` for styles.
    """
    rules = {
        "default-src": "'self'",
        "script-src": " ".join(["'self'", *script_hashes]),
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "connect-src": "'self'",
        "object-src": "'none'",
        "base-uri": "'self'",
        "frame-ancestors": "'none'",
        "form-action": "'self'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def protect(app: Dash) -> None:
    """Add the checks of requests and the headers of answers; call once all is registered."""
    server = app.server
    server.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    content_policy = policy([f"'{value}'" for value in _hashes(app)])

    @server.before_request
    def refuse_strangers() -> None:
        refuse(flask.request)

    # Dash reads the body in a check of its own, so ours comes first.
    checks = server.before_request_funcs[None]
    checks.insert(0, checks.pop())

    @server.after_request
    def add_headers(response: flask.Response) -> flask.Response:
        response.headers.update(_HEADERS)
        response.headers["Content-Security-Policy"] = content_policy
        return response


def refuse(request: flask.Request) -> None:
    """Stop a request that another site's page, or another name of this machine, sent.

    A page of another site can point its own name at this machine (DNS rebinding), or post to
    127.0.0.1; the first shows in Host, the second in Origin and Sec-Fetch-Site.
    """
    host = request.headers.get("Host", "")
    if not is_loopback(_name(host)):
        flask.abort(400, "Host: only the addresses of this machine itself are served.")
    origin = request.headers.get("Origin")
    if origin is not None and origin.partition("://")[2] != host:
        flask.abort(403, "Origin: only pages of this server may ask.")
    if request.method != "GET" and request.headers.get("Sec-Fetch-Site") in (
        "cross-site",
        "same-site",
    ):
        flask.abort(403, "Sec-Fetch-Site: only pages of this server may ask.")


def _name(host: str) -> str:
    """Return a Host header without its port; empty if it is none."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def _hashes(app: Dash) -> list[str]:
    return [value.strip("'") for value in app.csp_hashes()]
