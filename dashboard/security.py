"""What the server refuses, and what it forbids the browser."""

import ipaddress
import socket
from urllib.parse import urlsplit

import flask
from dash import Dash
from dash.exceptions import DashException
from werkzeug.wrappers import Response

from dashboard.entrance import let_in
from dashboard.settings import Settings, is_loopback

LARGEST_BODY = 256 * 1024
"""Bytes of a request; the largest of ours is about 4 kB."""

CALLBACKS = "/_dash-update-component"
"""Where pages send what they ask for."""

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


def protect(app: Dash, settings: Settings) -> None:
    """Add the checks of requests and the headers of answers; call once all is registered."""
    server = app.server
    server.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    content_policy = policy([f"'{value}'" for value in _hashes(app)])

    @server.before_request
    def refuse_strangers() -> Response | None:
        refuse(flask.request, others=not is_loopback(settings.host))
        answer = let_in(flask.request, settings)
        if answer is None and flask.request.path == CALLBACKS:
            _require_callback(app, flask.request)
        return answer

    # Dash reads the body in a check of its own, so ours comes first.
    checks = server.before_request_funcs[None]
    checks.insert(0, checks.pop())

    @server.errorhandler(DashException)
    def not_there(_error: Exception) -> tuple[str, int]:
        # Dash raises it for files of components that do not exist: the asker's fault.
        return "Not found", 404

    @server.after_request
    def add_headers(response: flask.Response) -> flask.Response:
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        response.headers["Content-Security-Policy"] = content_policy
        return response


def _require_callback(app: Dash, request: flask.Request) -> None:
    """Stop what no page of ours sends: Dash would fail on it, with a traceback in the log."""
    try:
        body = request.get_json(silent=True)
    except RecursionError:  # thousands of brackets
        body = None
    parts = (body.get("inputs", ()), body.get("state", ())) if isinstance(body, dict) else (None,)
    known = (
        isinstance(body, dict)
        and isinstance(body.get("output"), str)
        and body["output"] in app.callback_map
        and isinstance(body.get("outputs"), list | dict)
        and isinstance(body.get("changedPropIds", []), list)
        and all(isinstance(part, list | tuple) and all(map(_is_value, part)) for part in parts)
    )
    if not known:
        flask.abort(400, "Only what pages of this server send is answered.")


def _is_value(part: object, *, within: bool = False) -> bool:
    """Return whether a part of a callback is a value with its component, or a list of such."""
    if isinstance(part, list) and not within:
        return all(_is_value(one, within=True) for one in part)
    return isinstance(part, dict) and "id" in part and isinstance(part.get("property"), str)


def refuse(request: flask.Request, *, others: bool = False) -> None:
    """Stop a request that another site's page, or another name of this machine, sent.

    A page of another site can point its own name at this machine (DNS rebinding), or post to
    127.0.0.1; the first shows in Host, the second in Origin and Sec-Fetch-Site.
    """
    host = request.headers.get("Host", "")
    if not (is_loopback(_name(host)) or (others and is_own_name(_name(host)))):
        flask.abort(400, "Host: only the addresses of this machine itself are served.")
    origin = request.headers.get("Origin")
    if origin is not None and origin.partition("://")[2] != host:
        flask.abort(403, "Origin: only pages of this server may ask.")
    if request.method != "GET" and request.headers.get("Sec-Fetch-Site") in (
        "cross-site",
        "same-site",
    ):
        flask.abort(403, "Sec-Fetch-Site: only pages of this server may ask.")


def is_own_name(name: str) -> bool:
    """Return whether a name cannot be one that another site has pointed at this machine."""
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return name.lower() == socket.gethostname().lower()
    return True


def _name(host: str) -> str:
    """Return a Host header without its port; empty if it is none."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def _hashes(app: Dash) -> list[str]:
    return [value.strip("'") for value in app.csp_hashes()]
