"""The report of what is looked at, as a file to take away."""

import flask
from dash import Dash

from dashboard import report
from dashboard.data import grids
from dashboard.data.runs import Store
from dashboard.i18n import LANGUAGES
from dashboard.view import language
from scenarios.errors import CanauxError


def register(app: Dash, store: Store) -> None:
    """Register the address of reports."""

    @app.server.route("/report/<key>.html")
    def download(key: str) -> flask.Response:
        lang = language(flask.request.args.get("lang"), LANGUAGES[0])
        try:
            text = report_of(store, key, lang)
        except CanauxError as error:
            flask.abort(422, str(error))
        if text is None:
            flask.abort(404)
        answer = flask.Response(text, mimetype="text/html")
        return _to_save(answer, key, f"{lang}.html")

    @app.server.route("/report/<key>.pdf")
    def download_brief(key: str) -> flask.Response:
        lang = language(flask.request.args.get("lang"), LANGUAGES[0])
        pair = store.pairs.find(key)
        if pair is None:
            flask.abort(404)
        # Imported here: what draws takes a second to load, and few ask for it.
        from dashboard.report import paper

        try:
            made = paper.brief(store, pair, lang)
        except CanauxError as error:
            flask.abort(422, str(error))
        return _to_save(flask.Response(made, mimetype="application/pdf"), key, f"{lang}.pdf")


def _to_save(answer: flask.Response, key: str, end: str) -> flask.Response:
    # The key is one of the listing, and letters that a header cannot have are left out.
    name = "".join(c if c.isascii() and (c.isalnum() or c in ".-~") else "_" for c in key)
    answer.headers["Content-Disposition"] = f'attachment; filename="canaux-{name}-{end}"'
    return answer


def report_of(store: Store, key: str, lang: str) -> str | None:
    """Return the report on a comparison, run or fit of the listing; None if there is none."""
    known = language(lang, LANGUAGES[0])
    pair = store.pairs.find(key)
    if pair is not None:
        return report.of_pair(store, pair, known, grids.find(store.root, pair))
    run = store.find(key)
    if run is not None:
        return report.of_run(store, run, known)
    fitted = next((one for one in store.fits.all() if one.key == key), None)
    return None if fitted is None else report.of_fit(store, fitted, known)
