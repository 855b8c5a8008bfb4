"""What others may try: refused with a clear page or status, and no traceback in the log."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from dashboard import ids
from dashboard.app import create_app
from dashboard.entrance import sign
from dashboard.jobs.queue import Queue
from dashboard.server import address
from dashboard.settings import SHORTEST_TOKEN, Settings, SettingsError

HOST = "127.0.0.1:8050"
TOKEN = "a-token-of-32-characters-0123456"
SECRET = "what stands outside the store"
UPDATE = "/_dash-update-component"


@pytest.fixture(scope="module")
def store(root: Path) -> Path:
    """A store with a secret beside it."""
    (root.parent / "secret.txt").write_text(SECRET)
    (root.parent / "secret.json").write_text(json.dumps({"format": 1, "secret": SECRET}))
    return root


@pytest.fixture(scope="module")
def app(store: Path) -> Any:
    return create_app(Settings(store=store))


@pytest.fixture
def client(app: Any, caplog: pytest.LogCaptureFixture) -> Iterator[FlaskClient]:
    """A visitor; whatever was tried, the log must hold no error in the end."""
    with caplog.at_level(logging.WARNING):
        yield app.server.test_client()
    assert [] == [record.getMessage() for record in caplog.records if record.exc_info]


@pytest.fixture
def guarded(store: Path) -> FlaskClient:
    """A visitor from another machine, where a token is asked for."""
    settings = Settings(store=store, host="192.168.1.5", token=TOKEN)
    return create_app(settings).server.test_client()


AWAY = {"Host": "192.168.1.5:8050"}

UP = ("../secret", "..%2fsecret", "%2e%2e/secret", "..%5csecret", "....//secret", "/etc/passwd%00")
PLACES = (
    "/assets/{}.txt",
    "/data/{}.csv",
    "/report/{}.html",
    "/download/{}/1/tally.parquet",
    "/download/invented.01234567/1/{}.parquet",
    "/_dash-component-suites/dash/{}.txt",
)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("up", UP)
def test_no_way_up_in_an_address(client: FlaskClient, place: str, up: str) -> None:
    """No address leads out of the assets or the store."""
    with client.get(place.format(up), headers={"Host": HOST}) as answer:
        text = answer.get_data(as_text=True)

    assert answer.status_code < 500
    assert SECRET not in text
    assert "root:" not in text


@pytest.mark.parametrize("name", ["run", "lang", "document", "age", "desk", "customer", "levers"])
def test_no_way_up_in_a_query(client: FlaskClient, name: str) -> None:
    """Whatever a query's value is, the page shows what the listing has."""
    for value in ("../../secret", "%00%ff", '{"a":1}' + "x" * 5000):
        for path in ("/moves", "/staffing", "/what-if"):
            answer = show(client, path, f"?{name}={value}")
            assert 200 == answer.status_code
            assert SECRET not in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    "value", ["../../secret", {"$ne": 1}, ["a"], 1e308, -1, True, None, "<script>", "\x00" * 10]
)
@pytest.mark.parametrize("key", ["run", "lang", "options"])
def test_state_is_checked(client: FlaskClient, key: str, value: object) -> None:
    """State that no page of ours holds gives a figure of what is known, or a blank one."""
    view = {"run": "invented.01234567", "lang": "en", "options": {}} | {key: value}

    answer = draw(client, "contacts", view)

    assert 200 == answer.status_code
    assert SECRET not in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b"[]",
        b"null",
        b"7",
        b"{",
        b"\xff\xfe",
        b'{"output": "x.y"}',
        b'{"output": {"a": 1}, "outputs": [], "inputs": []}',
        b'{"output": "../../app.layout", "outputs": {}, "inputs": [], "changedPropIds": []}',
        b"[" * 50_000,
        json.dumps({"output": "..shell.children...view.data..", "outputs": [], "inputs": 7}),
        json.dumps({"output": "..shell.children...view.data..", "outputs": [], "inputs": [7]}),
    ],
)
def test_made_up_callbacks_are_refused(client: FlaskClient, body: bytes) -> None:
    """What no page sends is refused before anything runs."""
    answer = client.post(UPDATE, data=body, content_type="application/json", headers={"Host": HOST})

    assert 400 == answer.status_code


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "evil.example"}, 400),
        ({"Host": "127.0.0.1.evil.example"}, 400),
        ({"Host": HOST, "Origin": "https://evil.example"}, 403),
        ({"Host": HOST, "Origin": "null"}, 403),
        ({"Host": HOST, "Origin": "http://127.0.0.1:1"}, 403),
        ({"Host": HOST, "Sec-Fetch-Site": "cross-site"}, 403),
        ({"Host": HOST, "X-Forwarded-Host": "evil.example", "Origin": "http://evil.example"}, 403),
    ],
)
def test_strangers_are_refused(client: FlaskClient, headers: dict[str, str], status: int) -> None:
    """Another site's page gets nothing, whatever it says of itself."""
    assert status == client.post(UPDATE, json={}, headers=headers).status_code


def test_large_bodies_are_refused(client: FlaskClient) -> None:
    """A body larger than any of ours is not read, on any address."""
    for path in (UPDATE, "/", "/report/x.html"):
        body = b'{"a":"' + b"x" * 400_000 + b'"}'
        answer = client.post(
            path, data=body, content_type="application/json", headers={"Host": HOST}
        )
        assert answer.status_code in (405, 413)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "CONNECT"])
def test_other_methods_are_refused(client: FlaskClient, method: str) -> None:
    """Nothing is changed by any other method."""
    for path in ("/", "/report/x.html", "/data/waits.csv"):
        answer = client.open(path, method=method, headers={"Host": HOST})
        assert 405 == answer.status_code


@pytest.mark.parametrize(
    "job", ["../../secret", "0" * 32, "' OR 1=1 --", "%00", "<script>", 7, None, ["a"], {"a": 1}]
)
@pytest.mark.parametrize("action", ["cancel", "again", "delete"])
def test_forged_jobs_do_nothing(client: FlaskClient, store: Path, job: object, action: str) -> None:
    """A job that the queue does not have can be neither cancelled nor started again."""
    body = {
        "output": f"{ids.JOB_ANSWER}.children",
        "outputs": {"id": ids.JOB_ANSWER, "property": "children"},
        "inputs": [
            {"id": ids.JOB_PRESSED, "property": "data", "value": {"action": action, "job": job}}
        ],
        "state": [{"id": ids.VIEW, "property": "data", "value": {"lang": "en"}}],
        "changedPropIds": [f"{ids.JOB_PRESSED}.data"],
    }

    answer = client.post(UPDATE, json=body, headers={"Host": HOST})

    assert 200 == answer.status_code
    assert [] == Queue(store).jobs()


@pytest.mark.parametrize("key", ["<script>alert(1)</script>", "'\"><img src=x onerror=a()>"])
def test_script_in_names_is_text(client: FlaskClient, key: str) -> None:
    """An address never comes back as markup."""
    for path in (f"/report/{key}.html", f"/data/{key}.csv", f"/?lang={key}", f"/{key}"):
        with client.get(path, headers={"Host": HOST}) as answer:
            assert key not in answer.get_data(as_text=True)


# Where others can reach the address


def test_without_a_token_there_is_nothing(guarded: FlaskClient) -> None:
    """Pages, files, data, reports and callbacks are all behind the token."""
    for path in ("/", "/assets/app.css", "/_dash-layout", "/data/waits.csv", "/report/x.html"):
        answer = guarded.get(path, headers=AWAY)
        assert 401 == answer.status_code
        assert "token" in answer.get_data(as_text=True)
    assert 401 == guarded.post(UPDATE, json={}, headers=AWAY).status_code


@pytest.mark.parametrize("wrong", ["", "x", TOKEN[:-1], TOKEN + "x", TOKEN.upper(), "é" * 32])
def test_wrong_tokens_are_refused(guarded: FlaskClient, wrong: str) -> None:
    """Neither part of a token, nor more than it, nor anything else lets in."""
    answer = guarded.get("/", query_string={"token": wrong}, headers=AWAY)

    assert 403 == answer.status_code
    assert "Set-Cookie" not in answer.headers
    assert 401 == guarded.get("/", headers=AWAY).status_code


@pytest.mark.parametrize(
    "headers",
    [
        {"Referer": f"http://192.168.1.5:8050/?token={TOKEN}"},
        {"Authorization": f"Bearer {TOKEN}"},
        {"Cookie": f"canaux-8050={TOKEN}"},
        {"Cookie": f"canaux-9999={sign(TOKEN)}"},
        {"Cookie": f"canaux-8050={sign('another-token-0123456')}"},
        {"X-Forwarded-For": "127.0.0.1"},
        {"Host": "127.0.0.1"},
    ],
)
def test_a_token_elsewhere_does_not_let_in(guarded: FlaskClient, headers: dict[str, str]) -> None:
    """Only the address lets in, then its cookie: not a Referer, nor saying to be this machine."""
    assert 401 == guarded.get("/", headers={**AWAY, **headers}).status_code


def test_a_token_lets_in_and_leaves_the_address(guarded: FlaskClient) -> None:
    """The answer sends the browser on without the token, tells no Referer, and is remembered."""
    first = guarded.get(f"/compare?lang=en&token={TOKEN}&run=a%26b", headers=AWAY)

    assert 303 == first.status_code
    assert "/compare?lang=en&run=a%26b" == first.headers["Location"]
    assert "no-referrer" == first.headers["Referrer-Policy"]
    assert "no-store" == first.headers["Cache-Control"]
    cookie = first.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert TOKEN not in cookie
    then = {**AWAY, "Cookie": cookie.partition(";")[0]}
    for path in ("/compare?lang=en", "/assets/app.css"):
        with guarded.get(path, headers=then) as answer:
            assert 200 == answer.status_code
            assert TOKEN not in answer.get_data(as_text=True)


@pytest.mark.parametrize("path", ["//evil.example/x", "/\\evil.example", "///evil.example"])
def test_the_way_on_stays_here(guarded: FlaskClient, path: str) -> None:
    """An address with the token cannot send the browser to another machine."""
    answer = guarded.get(f"{path}?token={TOKEN}", headers=AWAY)

    location = answer.headers.get("Location", "/")
    assert location.startswith("/")
    assert not location.startswith(("//", "/\\"))


def test_names_pointed_here_are_refused(guarded: FlaskClient) -> None:
    """A name that another site points at this machine gets nothing, even with the token."""
    answer = guarded.get(f"/?token={TOKEN}", headers={"Host": "evil.example"})

    assert 400 == answer.status_code


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "::"])
def test_a_token_is_made(host: str) -> None:
    """Where others can reach the address there is a token, another each time."""
    one, two = Settings(host=host), Settings(host=host)

    assert len(one.token) >= 32
    assert one.token != two.token
    assert address(one).endswith(f":8050/?token={one.token}")
    assert one.token not in repr(one)
    assert "token" not in address(Settings())


@pytest.mark.parametrize("token", ["short", "x" * (SHORTEST_TOKEN - 1), "é" * 20, "a b" * 10])
def test_weak_tokens_are_refused(token: str) -> None:
    """A token is long, and of letters that an address can have."""
    with pytest.raises(SettingsError, match="token"):
        Settings(host="0.0.0.0", token=token)


def show(client: FlaskClient, path: object, search: object) -> Any:
    """Ask for a page the way the browser does."""
    output = f"..{ids.SHELL}.children...{ids.VIEW}.data.."
    body = {
        "output": output,
        "outputs": [
            {"id": ids.SHELL, "property": "children"},
            {"id": ids.VIEW, "property": "data"},
        ],
        "inputs": [
            {"id": ids.URL, "property": "pathname", "value": path},
            {"id": ids.URL, "property": "search", "value": search},
        ],
        "changedPropIds": [],
    }
    return client.post(UPDATE, json=body, headers={"Host": HOST})


def draw(client: FlaskClient, name: object, view: object) -> Any:
    """Ask for a figure the way the browser does."""
    graph = {"type": "graph", "name": name}
    body = {
        "output": '{"name":["MATCH"],"type":"graph"}.figure',
        "outputs": {"id": graph, "property": "figure"},
        "inputs": [
            {"id": ids.VIEW, "property": "data", "value": view},
            {"id": ids.SCHEME, "property": "data", "value": "light"},
        ],
        "state": [{"id": graph, "property": "id", "value": graph}],
        "changedPropIds": [],
    }
    return client.post(UPDATE, json=body, headers={"Host": HOST})
