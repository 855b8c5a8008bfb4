"""The `canaux` command. What is slow to import is imported by the command that needs it."""

import os
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from canaux.examples import EXAMPLES
from canaux.options import (
    CustomersOption,
    JsonOption,
    Language,
    LanguageOption,
    OutOption,
    ScenarioArgument,
    SchedulerOption,
    SeedOption,
    SetOption,
    TableFormat,
    TablesLanguageOption,
    WorkersOption,
)
from canaux.planning_commands import staff, sweep
from canaux.profile_command import profile
from canaux.report_command import report
from canaux.run_command import run
from canaux.study_commands import check, claims, fit, information, planted, sensitivity
from canaux.theory_command import theory

INTERRUPTED = 130
"""Exit code after Ctrl-C: 128 and the number of the signal."""

app = typer.Typer(
    name="canaux",
    help="How customers choose between store, phone, email and social networks, and how long the "
    "desks that answer them make them wait.",
    epilog=EXAMPLES["run"].text(),
    invoke_without_command=True,
    add_completion=False,
    rich_markup_mode="rich",
)


def command(name: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Add a function to the command, its example under its help."""
    return app.command(name, epilog=EXAMPLES[name].text())


@app.callback()
def _without_command(
    context: typer.Context,
    debug: Annotated[bool, typer.Option("--debug", help="Show where an error arose.")] = False,
) -> None:
    # `main` has read --debug before, so that it may stand after the command too.
    if context.invoked_subcommand is None:
        print(context.get_help())


command("run")(run)


@command("compare")
def compare(
    base: Annotated[str, typer.Argument(metavar="BASE", help="What is: library name or file.")],
    plan: Annotated[str, typer.Argument(metavar="PLAN", help="What is tried: name or file.")],
    seed: SeedOption = 1,
    replications: Annotated[
        int | None, typer.Option(help="Pairs of runs; 10 unless --precision decides.", min=1)
    ] = None,
    precision: Annotated[
        list[str] | None,
        typer.Option(
            metavar="MEASURE=VALUE",
            help="Make pairs until a difference is known to ± VALUE, as satisfaction=0.005.",
        ),
    ] = None,
    customers: CustomersOption = None,
    settings: SetOption = None,
    workers: WorkersOption = 1,
    scheduler: SchedulerOption = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", metavar="DIR", help="Keep the pairs: asked again, it goes on where it was."
        ),
    ] = None,
    customer: Annotated[
        str | None,
        typer.Option(
            metavar="NUMBER|telling",
            help="Tell one customer's year under both plans instead, or that of some telling ones.",
        ),
    ] = None,
    language: TablesLanguageOption = Language.en,
    as_json: JsonOption = False,
) -> None:
    """Run two plans for the same customers with the same luck: what changes, and for whom."""
    from canaux import compare_command

    plans = _load(base, customers, settings), _load(plan, customers, settings)
    if customer is not None:
        compare_command.years(*plans, customer, seed=seed, language=language.value, as_json=as_json)
        return
    compare_command.compare(
        *plans,
        seed=seed,
        replications=replications,
        precision=precision or (),
        workers=workers,
        scheduler=scheduler,
        out=out,
        language=language.value,
        as_json=as_json,
    )


command("sweep")(sweep)
command("staff")(staff)


@command("survey")
def survey(
    scenario: ScenarioArgument,
    seed: SeedOption = 1,
    replications: Annotated[int, typer.Option(help="Number of seeds.", min=1)] = 2,
    customers: CustomersOption = None,
    settings: SetOption = None,
    workers: WorkersOption = 1,
    out: OutOption = None,
    targets: Annotated[
        Path | None,
        typer.Option(
            exists=True,
            file_okay=False,
            metavar="DIR",
            help="Folder of figures of your own, a TOML file a survey; else those of the product.",
        ),
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="List the figures without a counterpart too.")
    ] = False,
    language: TablesLanguageOption = Language.en,
    as_json: JsonOption = False,
) -> None:
    """Run a scenario, and put the published surveys to its customers."""
    from canaux import survey_command

    survey_command.survey(
        _load(scenario, customers, settings),
        seed=seed,
        replications=replications,
        workers=workers,
        out=out,
        targets=targets,
        everything=everything,
        language=language.value,
        as_json=as_json,
    )


@command("list")
def list_scenarios(as_json: JsonOption = False) -> None:
    """List the scenarios of the library."""
    from canaux import commands

    commands.list_scenarios(as_json=as_json)


@command("show")
def show(
    scenario: ScenarioArgument,
    customers: CustomersOption = None,
    settings: SetOption = None,
    as_json: JsonOption = False,
) -> None:
    """Print a scenario as a file, every key with its meaning and unit."""
    from canaux import commands

    commands.show(_load(scenario, customers, settings), as_json=as_json)


@command("describe")
def describe(
    scenario: ScenarioArgument,
    customers: CustomersOption = None,
    settings: SetOption = None,
    language: LanguageOption = Language.en,
) -> None:
    """Print an ODD description of a scenario with its own numbers, in Markdown."""
    from canaux import commands

    commands.describe(_load(scenario, customers, settings), language=language.value)


@command("validate")
def validate(
    file: Annotated[str, typer.Argument(metavar="FILE", help="TOML file, or a library name.")],
    as_json: JsonOption = False,
) -> None:
    """Check a scenario file, and list all that is wrong with it."""
    from canaux import commands

    commands.validate(file, as_json=as_json)


@command("schema")
def schema() -> None:
    """Print the JSON schema of scenario files, for editors and other programs."""
    from scenarios.schema import json_schema

    print(json_schema())


@command("verify")
def verify(
    run_folder: Annotated[
        str, typer.Argument(metavar="RUN", help="Folder of a stored run, runs/.../seed=1.")
    ],
    as_json: JsonOption = False,
) -> None:
    """Compute a stored run again, and say whether it comes out the same."""
    from canaux import commands

    commands.verify(run_folder, as_json=as_json)


@command("export")
def export(
    run_folders: Annotated[
        list[str],
        typer.Argument(metavar="RUN...", help="Folders of stored runs of one scenario."),
    ],
    out: Annotated[
        Path, typer.Option("--out", metavar="DIR", help="New folder for the files.")
    ] = Path("export"),
    form: Annotated[TableFormat, typer.Option("--format", help="Of the tables.")] = (
        TableFormat.csv
    ),
    table: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Only this table; may be repeated.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Write the tables of stored runs for other programs, with dates in place of minutes."""
    from canaux import commands

    commands.export(run_folders, out, form=form.value, names=table or (), as_json=as_json)


command("report")(report)
command("profile")(profile)
command("fit")(fit)
command("check")(check)
command("planted")(planted)
command("sensitivity")(sensitivity)
command("claims")(claims)
command("information")(information)
command("theory")(theory)


@command("info")
def info(as_json: JsonOption = False) -> None:
    """Print versions, and where compiled code is kept."""
    from canaux import commands

    commands.info(as_json=as_json)


@command("dashboard")
def dashboard(
    host: Annotated[
        str, typer.Option(help="Address to listen on; others than 127.0.0.1 ask for a token.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.", min=1, max=65535)] = 8050,
    runs: Annotated[Path, typer.Option(metavar="DIR", help="Store to show.")] = Path("runs"),
) -> None:
    """Show the runs of a store as pages in the browser."""
    from dashboard import Settings, SettingsError, serve

    try:
        serve(Settings(store=runs, host=host, port=port))
    except SettingsError as error:
        raise typer.BadParameter(str(error)) from None


def _load(scenario: str, customers: int | None, settings: list[str] | None) -> Any:
    from canaux.terminal import warn
    from scenarios.load import load

    loaded = load(scenario, customers=customers, settings=settings or ())
    for warning in loaded.warnings:
        warn(warning)
    return loaded


def main(arguments: list[str] | None = None) -> None:
    """Run the command and end the process: 0 done, 1 failed, 2 bad input, 130 interrupted."""
    arguments = sys.argv[1:] if arguments is None else arguments
    debug = "--debug" in arguments
    arguments = [argument for argument in arguments if argument != "--debug"]
    sys.exit(guarded(lambda: _run_app(arguments), debug))


def _run_app(arguments: list[str]) -> Any:
    """Run the command; an option that is refused is said with the value that was found."""
    try:
        return app(arguments, standalone_mode=False, prog_name="canaux")
    except typer.BadParameter as error:
        for option in getattr(error.param, "opts", ()):
            for word, after in zip(arguments, [*arguments[1:], ""], strict=True):
                name, equals, value = word.partition("=")
                if name == option:
                    found = value if equals else after
                    error.message = f"found {found!r}; {error.message}"
        raise


def guarded(action: Callable[[], Any], debug: bool) -> int:
    """Return the exit code of an action, after saying on stderr what went wrong, if anything."""
    from canaux.terminal import fail

    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # A terminal that cannot write € or ± shows a question mark, not a traceback.
            stream.reconfigure(errors="replace")
    try:
        # Typer returns what a command's typer.Exit asks for, and 130 after Ctrl-C.
        code = action()
        sys.stdout.flush()
    except (KeyboardInterrupt, typer.Abort):
        code = INTERRUPTED
    except BrokenPipeError:
        # Whoever read the output has gone; what is left in the buffer must not be an error too.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as error:
        if debug:
            traceback.print_exc()
        return _explain(error)
    if code == INTERRUPTED:
        fail("interrupted")
    return code if isinstance(code, int) else 0


def _explain(error: Exception) -> int:
    """Say in one message what went wrong; return the exit code."""
    from canaux.terminal import fail

    code = getattr(error, "exit_code", None)
    # Typer's errors word themselves; ours and the system's are worded by their text.
    worded = getattr(error, "format_message", None)
    text = worded() if worded else str(error)
    context = getattr(error, "ctx", None)
    if context is not None and text.startswith(("Missing", "No such")) and text.endswith("."):
        text = f"{text} See {context.command_path} --help."
    if code is None and not isinstance(error, OSError | MemoryError):
        text = f"unexpected {type(error).__name__}: {text}; canaux --debug ... shows where."
    elif isinstance(error, MemoryError):
        text = "not enough memory; use fewer customers, organisations or workers."
    if text:
        fail(text)
    return 1 if code is None else int(code)
