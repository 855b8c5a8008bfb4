"""What the server answers, and to whom: through Flask's own test client, without a browser."""

import gzip
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import synthetic
from asking import HERE, call, draw, show, texts_of
from dash import Dash
from flask.testing import FlaskClient

from dashboard import ids
from dashboard.app import create_app
from dashboard.charts import CHARTS
from dashboard.compressing import MOST_KEPT, SCRIPTS, Kept
from dashboard.jobs.queue import Queue
from dashboard.pages import PAGES
from dashboard.settings import Settings, SettingsError, from_environment

PATHS = [page.path for page in PAGES]
WITHOUT_DATA = ("readings", "use", "quality", "learnt", "predicted", "left_out", "sobol")
"""Charts that the made-up run has nothing for: no panel, no fit."""


@pytest.fixture
def app(root: Path) -> Dash:
    return create_app(Settings(store=root, check_callbacks=True))


@pytest.fixture
def client(app: Dash) -> FlaskClient:
    return app.server.test_client()


def walk(component: Any) -> Iterator[dict[str, Any]]:
    """Yield every component of an answer."""
    if isinstance(component, dict):
        if "props" in component:
            yield component
        for value in component.values():
            yield from walk(value)
    elif isinstance(component, list):
        for value in component:
            yield from walk(value)


def id_key(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, sort_keys=True)


@pytest.mark.parametrize("path", [*PATHS, "/nowhere"])
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_ids_are_unique(client: FlaskClient, path: str, lang: str) -> None:
    """No two components of a page have the same id."""
    answer = show(client, path, f"?lang={lang}").get_json()["response"]

    found = [
        id_key(part["props"]["id"])
        for part in walk(answer[ids.SHELL]["children"])
        if "id" in part["props"]
    ]
    assert found
    assert len(found) == len(set(found))


def test_ids_of_callbacks_exist(client: FlaskClient) -> None:
    """Every id a callback names is on the pages or around them."""
    around = client.get("/_dash-layout", headers=HERE).get_json()
    pages = [show(client, path, "").get_json()["response"] for path in PATHS]
    parts = [
        part["props"]["id"]
        for part in walk([around, *(page[ids.SHELL]["children"] for page in pages)])
        if "id" in part["props"]
    ]
    known = {part if isinstance(part, str) else part["type"] for part in parts}
    known |= {ids.SURVEYS_TO_COME}  # only while there is something to do

    callbacks = client.get("/_dash-dependencies", headers=HERE).get_json()

    named = {
        one["id"] for callback in callbacks for one in (*callback["inputs"], *callback["state"])
    }
    for callback in callbacks:
        # What has no output tells the browser something; Dash names it by a hash.
        outputs = callback["output"].strip(".").split("...")
        named |= {output.rpartition(".")[0] for output in outputs} - {""}
    assert len(callbacks) == 18
    assert {json.loads(name)["type"] if name.startswith("{") else name for name in named} <= known


def test_two_apps_in_one_process(root: Path, tmp_path: Path) -> None:
    """Two applications have the same callbacks, and each its own store."""
    full = create_app(Settings(store=root)).server.test_client()
    empty = create_app(Settings(store=tmp_path, samples=False)).server.test_client()

    lists = [c.get("/_dash-dependencies", headers=HERE).get_json() for c in (full, empty)]
    assert lists[0] == lists[1]
    assert "canaux run france" not in texts_of(show(full, "/", ""))
    assert "canaux run france" in texts_of(show(empty, "/", ""))


@pytest.mark.parametrize(
    ("address", "wishes", "lang"),
    [
        ("/", "en-GB,en;q=0.8", "en"),
        ("/", "fr-FR", "fr"),
        ("/", "de", "fr"),
        ("/surveys?lang=en", "fr", "en"),
        ("/?lang=%22%3E%3Cscript%3E", "fr", "fr"),
    ],
)
def test_document_names_its_language(
    client: FlaskClient, address: str, wishes: str, lang: str
) -> None:
    """The document is in the language of the address, else of the browser, else in French."""
    text = client.get(address, headers={**HERE, "Accept-Language": wishes}).get_data(as_text=True)

    assert f'<html lang="{lang}">' in text
    assert "<script>" not in re.sub(r"<script>[^<]*DashRenderer[^<]*</script>", "", text)


def test_nothing_from_elsewhere_in_the_document(client: FlaskClient) -> None:
    """Every script and style of the document is served from here."""
    text = client.get("/", headers=HERE).get_data(as_text=True)

    sources = re.findall(r'(?:src|href)="([^"]+)"', text)
    assert len(sources) > 5
    assert all(source.startswith("/") and not source.startswith("//") for source in sources)


def test_scripts_are_compressed_once(app: Dash, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second visitor gets the same bytes without work; documents are never those kept."""
    from flask_compress import flask_compress

    done: list[int] = []
    compressed = flask_compress._compress_data

    def counted(of: Any, data: bytes, how: str) -> bytes:
        done.append(len(data))
        return compressed(of, data, how)

    monkeypatch.setattr(flask_compress, "_compress_data", counted)
    client, asked = app.server.test_client(), HERE | {"Accept-Encoding": "gzip"}
    script = "/_dash-component-suites/plotly/package_data/plotly.min.js"

    first, second = (client.get(script, headers=asked) for _ in range(2))

    assert "gzip" == first.headers["Content-Encoding"]
    assert first.get_data() == second.get_data()
    assert [len(gzip.decompress(first.get_data()))] == done
    french, english = (client.get(f"/?lang={lang}", headers=asked) for lang in ("fr", "en"))
    assert french.get_data() != english.get_data()
    assert script in gzip.decompress(french.get_data()).decode()


def test_addresses_of_scripts_do_not_fill_the_memory() -> None:
    """Whoever asks for a script under ever other addresses has only so many kept."""
    kept = Kept()
    for number in range(10 * MOST_KEPT):
        kept.set(f"gzip;{SCRIPTS}{number}", b"x")
    kept.set("gzip;", b"a page")

    assert b"x" == kept.get(f"gzip;{SCRIPTS}0")
    assert MOST_KEPT == sum(kept.get(f"gzip;{SCRIPTS}{n}") is not None for n in range(700))
    assert None is kept.get("gzip;")


def test_headers(client: FlaskClient) -> None:
    """Every answer forbids the browser to talk to anybody else."""
    for path in ("/", "/_dash-layout", "/assets/app.css", "/nowhere"):
        with client.get(path, headers=HERE) as answer:
            headers = answer.headers
        policy = dict(
            rule.strip().split(" ", 1) for rule in headers["Content-Security-Policy"].split(";")
        )
        assert "'self'" == policy["default-src"] == policy["connect-src"] == policy["form-action"]
        assert "'none'" == policy["object-src"] == policy["frame-ancestors"]
        assert "unsafe" not in policy["script-src"]
        assert "http" not in headers["Content-Security-Policy"]
        assert "nosniff" == headers["X-Content-Type-Options"]


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8050", "127.0.0.1.evil.example", "", "[", "192.168.1.5"]
)
def test_other_names_of_this_machine_are_refused(client: FlaskClient, host: str) -> None:
    """A page of another site that points its name at this machine gets nothing."""
    assert client.get("/", headers={"Host": host}).status_code == 400


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:8050", "localhost:8050", "[::1]:8050"])
def test_own_names_are_served(client: FlaskClient, host: str) -> None:
    """The machine's own addresses are served."""
    assert client.get("/", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:9999"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_other_sites_may_not_ask(client: FlaskClient, headers: dict[str, str]) -> None:
    """Requests that another site's page sends are refused."""
    answer = client.post("/_dash-update-component", json={}, headers={**HERE, **headers})

    assert answer.status_code == 403


def test_large_bodies_are_refused(client: FlaskClient) -> None:
    """A body larger than any of ours is not read."""
    body = json.dumps("x" * 3_000_000)
    answer = client.post(
        "/_dash-update-component", data=body, content_type="application/json", headers=HERE
    )

    assert answer.status_code == 413


@pytest.mark.parametrize(
    "path",
    ["/assets/../app.py", "/assets/%2e%2e/app.py", "/assets/..%2f..%2fpyproject.toml"],
)
def test_no_way_out_of_the_assets(client: FlaskClient, path: str) -> None:
    """Only assets are served as files."""
    answer = client.get(path, headers=HERE)

    assert "create_app" not in answer.get_data(as_text=True)
    assert "build-system" not in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    ("path", "search"),
    [
        ("/", "?run=../../etc&lang=../../secret"),
        ("/", "?" + "&".join(f"a{i}=1" for i in range(500))),
        ("/", "?lang=en" + "x" * 9000),
        ({"a": 1}, ["?"]),
        (None, None),
        ("/<script>alert(1)</script>", "?lang=<script>"),
    ],
)
def test_nonsense_addresses_show_a_page(client: FlaskClient, path: object, search: object) -> None:
    """Whatever the address says, a page comes, on a run and in a language that exist."""
    answer = show(client, path, search)

    assert answer.status_code == 200
    view = answer.get_json()["response"][ids.VIEW]["data"]
    assert view["lang"] in ("fr", "en")
    assert view["run"] == "invented.01234567"


@pytest.mark.parametrize("name", [n for n in CHARTS if n not in WITHOUT_DATA])
def test_figures_come(client: FlaskClient, name: str) -> None:
    """Each chart is drawn for a known run, or a known comparison."""
    view = {"lang": "en", "run": "invented.01234567", "options": {"age": "75+", "desk": ["x"]}}

    figure = draw(client, name, view, "dark").get_json()["response"]

    assert next(iter(figure.values()))["figure"]["data"]


@pytest.mark.parametrize(
    ("name", "view", "scheme"),
    [
        ("nothing", {"run": "invented.01234567"}, "light"),
        (7, {"run": "invented.01234567"}, "light"),
        ("contacts", {"run": "../../x", "lang": "xx"}, "light"),
        ("contacts", {"run": ["a"]}, "light"),
        ("contacts", None, "light"),
        ("contacts", "text", "light"),
        ("contacts", {"run": "invented.01234567"}, "pink"),
        ("contacts", {"run": "invented.01234567"}, {"a": 1}),
    ],
)
def test_figures_of_nonsense_are_blank(
    client: FlaskClient, name: object, view: object, scheme: object
) -> None:
    """What a browser makes up gives a blank figure, no error."""
    answer = draw(client, name, view, scheme)

    assert answer.status_code == 200
    assert not next(iter(answer.get_json()["response"].values()))["figure"]["data"]


@pytest.mark.parametrize("host", ["example.org", "", "1.2.3", "127.0.0.1:80"])
def test_only_addresses_are_served(host: str) -> None:
    """What is no address of a machine is refused, with what to use."""
    with pytest.raises(SettingsError, match=r"use 127\.0\.0\.1"):
        Settings(host=host)


def test_settings_from_the_environment() -> None:
    """Settings are read from the environment; nonsense is refused."""
    read = from_environment({"CANAUX_RUNS": "elsewhere", "CANAUX_PORT": "9000"})

    assert (Path("elsewhere"), "127.0.0.1", 9000) == (read.store, read.host, read.port)
    assert from_environment({}) == Settings()
    for port in ("0", "70000", "x", "-1"):
        with pytest.raises(SettingsError, match="1 to 65535"):
            from_environment({"CANAUX_PORT": port})


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_data_of_charts(client: FlaskClient, form: str) -> None:
    """Each chart's data are given out, the same in both forms, of what the address names."""
    for name in (one for one in CHARTS if one not in WITHOUT_DATA):
        answer = client.get(f"/data/{name}.{form}?lang=en&run=invented.01234567", headers=HERE)
        assert 200 == answer.status_code, name
        assert f"canaux-{name}.{form}" in answer.headers["Content-Disposition"]
        body = io.BytesIO(answer.data)
        table = pd.read_csv(body) if form == "csv" else pd.read_parquet(body)
        assert len(table) > 0
    one = pd.read_csv(io.BytesIO(client.get("/data/waits.csv", headers=HERE).data))
    assert {"month", "channel", "mean", "low", "high", "seeds"} <= set(one.columns)


@pytest.mark.parametrize("path", ["nothing.csv", "waits.pkl", "waits.html", "..app.csv"])
def test_other_data_are_not_given_out(client: FlaskClient, path: str) -> None:
    """Neither another chart nor another form is known."""
    assert 404 == client.get(f"/data/{path}", headers=HERE).status_code


def press(client: FlaskClient, output: str, button: Any, *state: dict[str, Any]) -> Any:
    """Press a button the way the browser does."""
    name, _, part = output.rpartition(".")
    # The browser writes an id of parts without spaces.
    compact = json.dumps(button, sort_keys=True, separators=(",", ":"))
    named = button if isinstance(button, str) else compact
    value = {"id": button, "property": "n_clicks", "value": 1}
    return call(
        client,
        output,
        [value if isinstance(button, str) else [value]],
        outputs={"id": name, "property": part},
        state=list(state),
        changedPropIds=[f"{named}.n_clicks"],
    )


def view_part(lang: str = "en") -> dict[str, Any]:
    return {"id": ids.VIEW, "property": "data", "value": {"lang": lang, "run": "", "options": {}}}


def test_a_run_is_verified_when_asked(tmp_path: Path) -> None:
    """The button of a known run puts a job into the queue; a made-up one puts none."""
    synthetic.write_store(tmp_path, seeds=(1,))
    client = create_app(Settings(store=tmp_path, samples=False)).server.test_client()
    output = f"{ids.VERIFY_REPLY}.children"

    for run, seed in (("../../etc", 1), ("invented.01234567", 9), ("invented.01234567", "x")):
        press(client, output, {"type": "verify", "run": run, "seed": seed}, view_part())
    assert [] == Queue(tmp_path).jobs()

    button = {"type": "verify", "run": "invented.01234567", "seed": 1}
    answer = press(client, output, button, view_part())

    assert "Asked for." in texts_of(answer)
    (job,) = Queue(tmp_path).jobs()
    assert {"kind": "verify", "run": "invented.01234567", "seed": 1} == job.asked


def test_a_search_is_asked_for(tmp_path: Path) -> None:
    """The button puts a search into the queue, with goals that are offered whatever was sent."""
    client = create_app(Settings(store=tmp_path, samples=False)).server.test_client()
    fields = [
        {"id": ids.STAFF_LEVEL, "property": "value", "value": "90"},
        {"id": ids.STAFF_REPLY, "property": "value", "value": {"no": "such"}},
    ]

    answer = press(client, f"{ids.STAFF_ANSWER}.children", ids.STAFF_ASK, *fields, view_part("fr"))

    assert "C’est demandé." in texts_of(answer)
    (job,) = Queue(tmp_path).jobs()
    assert {"kind": "staffing", "level": 90, "reply": 0} == job.asked
