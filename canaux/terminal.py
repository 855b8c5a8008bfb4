"""Where the command writes: results on stdout; messages and progress on stderr."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO, Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

WIDTH = 100
"""Columns of what is piped or written to a file."""
WIDEST = 120
"""Columns of what is shown on a wide terminal: longer lines are hard to follow."""


def console(stream: IO[str] | None = None) -> Console:
    """Return a console on a stream, stdout by default, as wide as the terminal if it is one."""
    stream = sys.stdout if stream is None else stream
    target = Console(file=stream, width=None if stream.isatty() else WIDTH, highlight=False)
    target.width = min(target.width, WIDEST)
    return target


def note(text: str) -> None:
    """Say something on stderr that is no result."""
    console(sys.stderr).print(text, style="dim", markup=False, soft_wrap=True)


def warn(text: str) -> None:
    """Say on stderr what a user should know before trusting the result."""
    console(sys.stderr).print(f"warning: {text}", style="yellow", markup=False, soft_wrap=True)


def fail(text: str) -> None:
    """Say on stderr why there is no result."""
    console(sys.stderr).print(f"canaux: {text}", style="red", markup=False, soft_wrap=True)


@contextmanager
def progress(description: str) -> Iterator[Callable[[float], None]]:
    """Yield a function that takes the share done, and shows it with the time left on stderr.

    A terminal shows a bar; a file or a pipe gets a line now and then.
    """
    columns: tuple[Any, ...] = (
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeRemainingColumn(),
    )
    target = console(sys.stderr)
    lines = Lines(description, note, time.monotonic)
    with Progress(
        *columns, console=target, transient=True, disable=not target.is_terminal
    ) as shown:
        task = shown.add_task(description, total=1.0)
        if target.is_terminal:
            yield lambda share: shown.update(task, completed=share)
        else:
            yield lines


class Lines:
    """Says how far the work is and how long it will take, no more than every half minute.

    Parameters
    ----------
    description
        What is being done.
    say
        Takes a line.
    clock
        Seconds, from any moment.
    """

    SECONDS = 30.0

    def __init__(
        self, description: str, say: Callable[[str], None], clock: Callable[[], float]
    ) -> None:
        self._description = description
        self._say = say
        self._clock = clock
        self._began = self._said = clock()
        self._before: float | None = None

    def __call__(self, share: float) -> None:
        """Take the share done."""
        now = self._clock()
        if self._before is None:
            # What a resumed study had done already says nothing about its pace.
            self._before, self._began = share, now
        if share >= 1.0 or now - self._said < self.SECONDS:
            return
        self._said = now
        gained = share - self._before
        left = (now - self._began) * (1.0 - share) / gained if gained > 0.0 else None
        from canaux.numbers import duration, percent

        later = "" if left is None else f", about {duration(left / 60.0)} left"
        self._say(f"{self._description}: {percent(share)} done{later}")


def prepare(engine: str) -> None:
    """Compile the engine if no run on this machine has yet, and say so.

    Otherwise the first second of the bar would last half a minute, and every worker would compile.
    """
    from scenarios.load import load
    from scenarios.run import run
    from sim._jit import cache_is_warm

    kernel: Callable[..., Any]
    if engine == "compiled":
        from sim.engine.loop import advance

        kernel = advance
    else:
        from sim.reference.compiled import choose

        kernel = choose
    if not cache_is_warm(kernel):
        note("compiling the engine (about 30 s, once)")
        run(load("lab-mmc", customers=10, settings=["end=2010-01-03"]), engine=engine)  # type: ignore[arg-type]
