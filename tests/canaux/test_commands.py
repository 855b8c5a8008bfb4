"""The command: what is printed where, exit codes, and one message for what goes wrong."""

import json
import re
import signal
import subprocess
import sys
import time
import urllib.request

import pytest

from canaux.examples import EXAMPLES
from scenarios.description import describe
from scenarios.load import load, names

COMMANDS = [
    "run",
    "compare",
    "sweep",
    "staff",
    "survey",
    "list",
    "show",
    "describe",
    "validate",
    "schema",
    "verify",
    "export",
    "profile",
    "info",
    "dashboard",
]
OPTIONS = {
    "compare": "--seed --replications --precision --customers --set --workers --scheduler --out "
    "--customer --language --json",
    "run": "--seed --replications --customers --organisations --set --engine --out --json "
    "--workers --scheduler --until --save --from --language",
    "sweep": "--workers --scheduler --resume --out --language --json",
    "staff": "--goal --shifts --seed --confidence --within --frontier --tipping --customers --set "
    "--workers --scheduler --out --language --json",
    "survey": "--seed --replications --customers --set --out --json --workers --language",
    "list": "--json",
    "describe": "--customers --set --language",
    "show": "--json --set --customers",
    "validate": "--json",
    "verify": "--json",
    "export": "--out --format --table --json",
    "profile": "--columns --arrival --wait --handling --outcome --customer --channel --out --json "
    "--extends --redial-within",
    "info": "--json",
    "dashboard": "--host --port",
    "report": "--out --brief --language --sliders --seeds --runs --workers --json",
}
SMALL = ("--customers", 300)


def one_document(outcome):
    """The JSON document on stdout, which holds nothing else."""
    assert 0 == outcome.code, outcome.err
    return json.loads(outcome.out)


def test_help_lists_every_command(canaux):
    """`canaux` and ``canaux --help`` explain themselves and end well."""
    for arguments in ((), ("--help",)):
        outcome = canaux(*arguments)
        assert (0, "") == (outcome.code, outcome.err)
        assert [] == [name for name in COMMANDS if name not in outcome.out]


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_every_command(canaux, command):
    """Every command has a sentence, and offers the options of its contract."""
    outcome = canaux(command, "--help")

    assert (0, "") == (outcome.code, outcome.err)
    assert re.search(r"[A-Z].*\.", outcome.out)
    assert [] == [name for name in OPTIONS.get(command, "").split() if name not in outcome.out]


def test_run_prints_the_contract(canaux):
    """``canaux run --json`` has every key that others rely on."""
    outcome = canaux("run", "brand", *SMALL, "--json")
    document = one_document(outcome)

    assert {
        "scenario", "scenario_hash", "seed", "engine", "customers", "organisations", "scaled",
        "contacts", "contacts_simulated", "events", "seconds", "digest", "channels", "desks",
        "journeys",
    } <= set(document)  # fmt: skip
    assert ("brand", 1, "compiled", 300, 1, True) == tuple(
        document[key]
        for key in ("scenario", "seed", "engine", "customers", "organisations", "scaled")
    )
    assert ["store", "phone", "email", "social"] == list(document["channels"])
    for figures in document["channels"].values():
        assert {
            "contacts", "offered", "share_waiting", "mean_wait_minutes",
            "mean_wait_answered_minutes", "share_abandoned", "share_blocked", "share_balked",
            "share_unanswered", "service_level", "occupancy", "satisfaction", "resolution", "cost",
        } <= set(figures)  # fmt: skip
    assert {"needs", "contacts_per_need", "needs_unsolved_share", "by_age"} <= set(
        document["journeys"]
    )
    assert re.fullmatch("[0-9a-f]{32}", document["digest"])
    assert "scaled to 300" in outcome.err


def test_replications_and_organisations(canaux):
    """With replications figures have intervals; organisations add up."""
    one = one_document(canaux("run", "brand", *SMALL, "--json"))
    two = one_document(canaux("run", "brand", *SMALL, "--organisations", 2, "--json"))
    several = one_document(canaux("run", "brand", *SMALL, "--replications", 2, "--json"))

    assert two["contacts"] > one["contacts"]
    assert 2 == two["organisations"]
    assert {"mean", "ci_low", "ci_high"} == set(several["channels"]["phone"]["satisfaction"])
    assert 3 == len({document["digest"] for document in (one, two, several)})


def test_settings_change_the_run(canaux):
    """``--set`` reaches the model: nobody answers the phone, nobody is answered."""
    document = one_document(
        canaux("run", "brand", *SMALL, "--set", "channels.phone.skill=0.0", "--json")
    )

    assert 0.0 == document["channels"]["phone"]["resolution"]
    assert 0.0 < document["channels"]["store"]["resolution"]


def test_run_prints_tables_for_people(canaux):
    """Without ``--json``: figures of every channel, by age, and the digest; no line too long."""
    outcome = canaux("run", "brand", *SMALL)

    assert 0 == outcome.code
    for word in ("store", "phone", "email", "social", "18-24", "never solved", "digest"):
        assert word in outcome.out
    assert max(map(len, outcome.out.splitlines())) <= 100


def test_without_out_nothing_is_written(canaux, tmp_path, monkeypatch):
    """A run without ``--out`` leaves the folder it was started in empty."""
    monkeypatch.chdir(tmp_path)

    assert 0 == canaux("run", "lab-mmc", "--customers", 50).code
    assert [] == list(tmp_path.iterdir())


def test_store_and_verify(canaux, tmp_path):
    """What ``--out`` wrote is verified as identical; a changed byte is found, with exit code 1."""
    store = tmp_path / "runs"
    document = one_document(canaux("run", "brand", *SMALL, "--out", store, "--json"))
    place = store / "brand" / document["scenario_hash"] / "seed=1"
    assert document["digest"] == json.loads((place / "manifest.json").read_text())["digest"]

    verdict = one_document(canaux("verify", place, "--json"))
    assert ("identical", True) == (verdict["verdict"], verdict["identical"])

    table = place / "tally.parquet"
    table.write_bytes(table.read_bytes()[:-1] + b"x")
    outcome = canaux("verify", place)
    assert 1 == outcome.code
    assert "different" in outcome.out
    assert "tally.parquet" in outcome.out


def test_list_show_and_schema(canaux):
    """The library is listed; what is shown is TOML, or JSON; the schema is a JSON schema."""
    library = one_document(canaux("list", "--json"))["scenarios"]

    assert names() == [entry["name"] for entry in library]
    assert {"france", "brand", "brand-fewer-phone", "lab-mmc", "lab-mmcm"} <= set(names())
    assert all(name in canaux("list").out for name in names())
    shown = one_document(canaux("show", "brand", "--set", "population.need_rate=9.5", "--json"))
    assert 9.5 == shown["population"]["need_rate"]
    assert "properties" in one_document(canaux("schema"))


def test_a_scenario_is_described(canaux):
    """The description goes to the terminal with the settings of the command, in the language."""
    found = canaux("describe", "brand", "--set", "population.need_rate=9.5", "--language", "fr").out
    scenario = load("brand", settings=["population.need_rate=9.5"])

    assert describe(scenario, "fr") == found


@pytest.mark.parametrize("name", names())
def test_what_is_shown_loads_as_the_same_scenario(canaux, tmp_path, name):
    """The file that ``canaux show`` prints is valid and gives the scenario back."""
    file = tmp_path / f"{name}.toml"
    file.write_text(canaux("show", name).out, encoding="utf-8")

    assert one_document(canaux("show", name, "--json")) == one_document(
        canaux("show", file, "--json")
    )
    assert one_document(canaux("validate", file, "--json"))["valid"]


def test_validate_lists_every_problem(canaux, tmp_path):
    """All that is wrong with a file is said at once, with exit code 2, as text or as JSON."""
    file = tmp_path / "bad.toml"
    file.write_text('extends = "brand"\nname = "bad"\n[population]\nsiz = 3\nneed_rate = -1\n')

    outcome = canaux("validate", file)
    assert (2, "") == (outcome.code, outcome.out)
    assert "population.siz" in outcome.err
    assert "Did you mean 'size'?" in outcome.err
    assert "population.need_rate" in outcome.err

    outcome = canaux("validate", file, "--json")
    document = json.loads(outcome.out)
    assert (2, "") == (outcome.code, outcome.err)
    assert not document["valid"]
    assert {"population.siz", "population.need_rate"} == {p["key"] for p in document["problems"]}


def test_info(canaux):
    """Versions, library and the folder of compiled code, for people and as JSON."""
    document = one_document(canaux("info", "--json"))

    assert {"canaux", "python", "numba", "source_hash", "compiled_code"} <= set(document)
    assert document["canaux"] in canaux("info").out


BAD = [
    (("rnu", "france"), "Did you mean 'run'?"),
    (("simulate",), "See canaux --help."),
    (("compare", "brand"), "See canaux compare --help."),
    (("run", "france", "--sed", 3), "--seed"),
    (("run",), "SCENARIO"),
    (("run", "frnace"), "Did you mean 'france'?"),
    (("run", "brand", "--seed", -1), "--seed"),
    (("run", "brand", "--seed", 2**32), "4294967295"),
    (("run", "brand", "--customers", 0), "--customers"),
    (("run", "brand", "--engine", "quick"), "mesa"),
    (("run", "brand", "--set", "desks.fone.staff_factor=1"), "Did you mean 'phone'?"),
    (("run", "brand", "--set", "nonsense"), "PATH=VALUE"),
    (("verify", "nowhere"), "manifest.json"),
    (("dashboard", "--host", "example.org"), "127.0.0.1"),
    (("show", "."), "folder"),
    # Before the runs of a fit are made.
    (("information", "france", "--decision", "behaviour.rety"), "Did you mean 'behaviour.retry'?"),
]


@pytest.mark.parametrize(("arguments", "advice"), BAD)
def test_bad_input_is_one_message(canaux, arguments, advice):
    """Bad input: exit code 2, nothing on stdout, one message that helps, no traceback."""
    outcome = canaux(*arguments)

    assert (2, "") == (outcome.code, outcome.out)
    assert advice in outcome.err
    assert 1 == len(outcome.err.splitlines())
    assert "Traceback" not in outcome.err


def test_debug_shows_where(canaux):
    """``--debug``, before or after the command, adds the traceback and keeps the exit code."""
    for arguments in (("--debug", "run", "frnace"), ("run", "frnace", "--debug")):
        outcome = canaux(*arguments)
        assert 2 == outcome.code
        assert "Traceback" in outcome.err


def test_an_unexpected_error_is_one_message(canaux, monkeypatch):
    """What nobody thought of: exit code 1, its kind, and how to see more."""

    def broken(**_):
        raise ZeroDivisionError("by nought")

    monkeypatch.setattr("canaux.commands.info", broken)
    outcome = canaux("info")

    assert (1, "") == (outcome.code, outcome.out)
    assert "ZeroDivisionError: by nought" in outcome.err
    assert "--debug" in outcome.err


def start(*arguments, **options):
    """Start the command in a process of its own, which Ctrl-C reaches.

    A test run in the background has the signal ignored, and a child inherits that.
    """
    code = "from canaux.cli import main; main()"
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        **options,
    )


def test_interrupting_leaves_no_half_run(tmp_path):
    """Ctrl-C in the middle: exit code 130, one message, no run in the store."""
    many = ("--customers", 20_000, "--replications", 1000, "--out", tmp_path / "runs")
    process = start("run", "brand", *many)
    deadline = time.monotonic() + 120
    while not any((tmp_path / "runs").glob("*/*/seed=1")) and time.monotonic() < deadline:
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)

    assert (130, "") == (process.returncode, out)
    assert "interrupted" in err
    assert "Traceback" not in err
    whole = list((tmp_path / "runs").glob("*/*/seed=*"))
    assert 1 <= len(whole) < 1000
    assert all((place / "manifest.json").is_file() for place in whole)


def test_a_reader_that_leaves_is_no_error(tmp_path):
    """``canaux schema | head -1`` prints no traceback."""
    process = start("schema")
    process.stdout.readline()
    process.stdout.close()
    err = process.stderr.read()
    process.stderr.close()

    assert process.wait(timeout=60) in (0, 1)
    assert "" == err


def test_dashboard_serves(tmp_path):
    """The example in the help serves on the port it is given, and stops on Ctrl-C."""
    _, *words = EXAMPLES["dashboard"].line.split()
    process = start(*words, "--port", 18057, cwd=tmp_path)
    try:
        assert "http://127.0.0.1:18057/" in process.stderr.readline()
        with urllib.request.urlopen("http://127.0.0.1:18057/", timeout=20) as page:
            assert 200 == page.status
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)
    assert 0 == process.returncode


SAME = ("run", "france", "--customers", 400, "--seed", 7, "--json")


@pytest.fixture(scope="module")
def usual(canaux_process):
    """The usual run, in a process of its own."""
    return one_document(canaux_process(*SAME))


@pytest.mark.parametrize(
    "environment",
    [
        {"OMP_NUM_THREADS": "2", "PYTHONHASHSEED": "0", "TZ": "Asia/Kathmandu"},
        {"OMP_NUM_THREADS": "1", "PYTHONHASHSEED": "4242", "LC_ALL": "C", "TZ": "America/Lima"},
        {"PYTHONHASHSEED": "random", "LC_ALL": "fr_FR.ISO-8859-1", "PYTHONIOENCODING": "latin-1"},
    ],
)
def test_the_environment_changes_nothing(canaux_process, usual, environment):
    """Threads, hash seed, time zone and locale leave every figure as it is."""
    other = one_document(canaux_process(*SAME, **environment))

    assert {**usual, "seconds": 0} == {**other, "seconds": 0}


def test_writing_and_workers_change_nothing(canaux_process, usual, tmp_path):
    """With ``--out``, and from a worker process, the figures are the same."""
    stored = one_document(canaux_process(*SAME, "--out", tmp_path))
    both = ("--replications", 2, "--out", tmp_path)
    alone, shared = (
        one_document(canaux_process(*SAME, *both, "--workers", workers)) for workers in (1, 2)
    )

    assert {**usual, "seconds": 0} == {**stored, "seconds": 0}
    assert {**alone, "seconds": 0} == {**shared, "seconds": 0}


def test_the_engines_agree(canaux):
    """The reference engine gives the same contacts and figures; it counts its own events."""
    engines = [
        one_document(canaux("run", "france", "--customers", 60, "--engine", engine, "--json"))
        for engine in ("compiled", "mesa")
    ]
    for document in engines:
        for key in ("engine", "seconds", "events"):
            del document[key]

    assert engines[0] == engines[1]


def test_latin_terminals_are_spoken_to(canaux_process):
    """A terminal that knows no euro sign gets a question mark, not an error."""
    outcome = canaux_process("run", "lab-mmc", "--customers", 50, PYTHONIOENCODING="ascii")

    assert 0 == outcome.code
    assert outcome.out.isascii()
    assert "phone" in outcome.out
