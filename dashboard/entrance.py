"""Who may come in where others can reach the address: those who have shown the token.

The token comes once in an address; the answer puts a sign made of it into a cookie and sends the
browser to the same address without it, so that it stands in no history, no Referer and no log.
"""

import hashlib
import hmac
from html import escape
from urllib.parse import urlencode

import flask
from werkzeug.wrappers import Response

from dashboard.i18n import LANGUAGES, t
from dashboard.settings import Settings

PARAMETER = "token"
"""Of an address."""

DAYS = 30
"""That a browser is remembered; a server with another token forgets it."""

_QUIET = {"Referrer-Policy": "no-referrer", "Cache-Control": "no-store"}


def let_in(request: flask.Request, settings: Settings) -> Response | None:
    """Return what a visitor gets instead of what was asked for; None lets the request through."""
    if not settings.token:
        return None
    shown = request.args.get(PARAMETER)
    if shown is not None and request.method == "GET":
        if not _same(shown, settings.token):
            return _refusal(403, "entrance.wrong")
        return _welcome(request, settings)
    if _same(request.cookies.get(_name(settings), ""), sign(settings.token)):
        return None
    return _refusal(401, "entrance.none")


def sign(token: str) -> str:
    """Return what the cookie holds: it lets in, and does not tell the token."""
    return hmac.new(token.encode(), b"canaux dashboard", hashlib.sha256).hexdigest()


def _same(left: str, right: str) -> bool:
    """Compare in a time that does not depend on where they differ."""
    return hmac.compare_digest(left.encode("utf-8", "replace"), right.encode())


def _name(settings: Settings) -> str:
    """Return the cookie's name: browsers do not tell ports of one machine apart."""
    return f"canaux-{settings.port}"


def _welcome(request: flask.Request, settings: Settings) -> Response:
    """Send the browser to the same page without the token."""
    kept = [pair for pair in request.args.items(multi=True) if pair[0] != PARAMETER]
    # Slashes at the start would name another machine.
    path = "/" + request.path.lstrip("/\\")
    answer = flask.redirect(f"{path}?{urlencode(kept)}" if kept else path, 303)
    answer.set_cookie(
        _name(settings),
        sign(settings.token),
        max_age=DAYS * 86400,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure,
    )
    answer.headers.update(_QUIET)
    return answer


def _refusal(status: int, key: str) -> Response:
    texts = "".join(f'<p lang="{lang}">{escape(t(lang, key))}</p>' for lang in LANGUAGES)
    page = (
        '<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>Canaux</title></head>'
        f"<body><h1>Canaux</h1>{texts}</body></html>"
    )
    return flask.Response(page, status, headers=_QUIET, mimetype="text/html")
