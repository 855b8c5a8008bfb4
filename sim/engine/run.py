"""Drive the compiled engine: windows of needs, panels, memory, progress."""

import math
import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from sim.engine import loop, setup
from sim.engine.digest import finish as finish_digest
from sim.engine.digest import hexadecimal
from sim.engine.growing import ContactTable
from sim.engine.panel import take_panel
from sim.engine.saved import SavedRun, restored, save_run
from sim.engine.start import WINDOW, Start, need_stream
from sim.engine.state import FREE, Engine
from sim.needs import Needs
from sim.output import Panel, RunOutput, Sink
from sim.records import CONTACT, EventKind
from sim.world import World

Progress = Callable[[float], None]
"""Called with the share of the horizon that is done."""


def simulate(
    world: World,
    *,
    keep_contacts: bool = True,
    keep_panel: bool = True,
    sink: Sink | None = None,
    progress: Progress | None = None,
    until: float | None = None,
    save: Callable[[SavedRun], None] | None = None,
    saved: SavedRun | None = None,
    start: Start | None = None,
) -> RunOutput:
    """Run `world` from its start to its end.

    Parameters
    ----------
    world
        Customers, needs, desks and luck of one organisation.
    keep_contacts
        Whether the contact table is kept; the digest and every count are the same without.
    keep_panel
        Whether the customers' state is copied at the moments of the panel, 0.12 ms each time per
        1,000 customers.
    sink
        Takes contacts and panels while the engine runs; they are not kept in memory then.
    progress
        Called after every window with the share of the horizon done.
    until
        Stop earlier than the world's end, in minutes; what is open then is written as open.
    save
        Called where the run stops, with all that it would go on from; needs a run without `sink`.
    saved
        Go on from there instead of from the start: `world` must have the same past.
    start
        Of this world or one that shares its customers and needs: saves making them again, a
        quarter of the time of half a year of `brand`.

    Returns
    -------
    RunOutput
        `seconds` is wall time of the simulation without compilation.
    """
    if start is not None and not start.serves(world):
        raise ValueError("start: of a world with other customers or needs; call prepare(world)")
    if start is not None and (save or saved):
        raise ValueError("start: not for a run that is saved or goes on from one that was")
    runner = _Runner(world, keep_contacts, keep_panel, sink, start)
    end = world.timeline.end if until is None else min(until, world.timeline.end)
    runner.compile()
    started = time.perf_counter()
    stream = need_stream(world) if start is None else None
    made = iter(() if start is None else start.needs)
    now = 0.0
    if saved is not None and stream is not None:
        now = saved.time
        runner.go_on(saved, world)
        stream.restore(saved.needs)
    while now < end:
        now = min(now + WINDOW, end)
        # Of those made before, the ones after `end` are not reached.
        runner.run_window(next(made) if stream is None else stream.window(now), now)
        if progress is not None:
            progress(now / end)
    if save is not None and stream is not None:
        runner.flush()
        kept = runner.contacts.copy() if keep_contacts else None
        save(save_run(runner.engine, stream, end, kept, runner.panels))
    return runner.close(end, time.perf_counter() - started)


_MINUTE_BEGINS = 0
_MINUTE_ENDS = len(EventKind)
"""Before the first kind of event at a minute, and after the last."""


class _Runner:
    """An engine, the contact rows it has filled so far, and the panels taken."""

    def __init__(
        self,
        world: World,
        keep_contacts: bool,
        keep_panel: bool,
        sink: Sink | None,
        start: Start | None,
    ) -> None:
        customers = None if start is None else (start.persons, start.opinions, start.memory)
        self.engine: Engine = setup.make_engine(
            world, keep_contacts=keep_contacts, customers=customers
        )
        self.moments = world.timeline.panel if keep_panel else world.timeline.panel[:0]
        self.changes = list(world.changes)
        self.sink = sink
        self.contacts = ContactTable()
        self.panels: list[Panel] = []
        self.n_panels = 0

    def compile(self) -> None:
        """Compile, or load from the cache, before the clock of `seconds` starts."""
        nothing = Needs(np.zeros(0), np.zeros(0, "u4"), np.zeros(0, "u4"), np.zeros(0, "u1"))
        self.advance(nothing, -math.inf, _MINUTE_BEGINS)

    def go_on(self, saved: SavedRun, world: World) -> None:
        """Stand where a saved run stood; what it had handed over is handed over again."""
        self.engine = restored(self.engine, saved, world)
        self.changes = [change for change in world.changes if change.time >= saved.time]
        if self.engine.scalars["keep"][0]:
            if saved.contacts is None:
                raise ValueError("simulate: the saved run has no contacts, so none can be kept")
            self._hand_on(saved.contacts)
        for panel in saved.panels:
            self._keep_panel(panel)

    def run_window(self, needs: Needs, window_end: float) -> None:
        """Handle everything before `window_end`, stopping at changes and panels on the way."""
        self.engine.scalars["next_need"] = 0
        setup.forget_luck(self.engine)
        for moment in self.moments[self.n_panels :]:
            if moment >= window_end:
                break
            self.advance_through_changes(needs, moment, _MINUTE_ENDS)
            self.take_panel(moment)
        self.advance_through_changes(needs, window_end, _MINUTE_BEGINS)

    def advance_through_changes(self, needs: Needs, limit: float, kind: int) -> None:
        """Handle everything before a kind of event at `limit`, dated changes included."""
        while self.changes and (self.changes[0].time, EventKind.DATED_CHANGE) < (limit, kind):
            change = self.changes.pop(0)
            self.advance(needs, change.time, EventKind.DATED_CHANGE)
            self.engine = setup.put_in_force(self.engine, change.params)
            self.engine.scalars["events"] += 1
        self.advance(needs, limit, kind)

    def advance(self, needs: Needs, limit: float, kind: int) -> None:
        """Call the event loop until it is done, giving it memory where it asks for some."""
        grow = {
            loop.EVENTS_FULL: setup.grow_events,
            loop.SLOTS_FULL: setup.grow_slots,
            loop.JOURNEYS_FULL: setup.grow_journeys,
        }
        with np.errstate(over="ignore"):  # the digest multiplies modulo 2**64
            while True:
                status = loop.advance(self.engine, needs, limit, int(kind))
                if status == loop.DONE:
                    return
                if status == loop.ROWS_FULL:
                    self.flush()
                else:
                    self.engine = grow[status](self.engine)

    def flush(self) -> None:
        """Set the filled contact rows aside; make the buffer larger if one event could fill it."""
        scalars = self.engine.scalars
        n, n_open = int(scalars["rows"][0]), int(scalars["open"][0])
        self._hand_on(self.engine.rows[:n])
        scalars["rows"] = 0
        if n_open + loop.MARGIN > len(self.engine.rows) // 2:
            rows, words = setup.make_rows(2 * len(self.engine.rows))
            self.engine = self.engine._replace(rows=rows, words=words)

    def _hand_on(self, records: NDArray[np.void]) -> None:
        """Keep a copy of contact records, or hand them on."""
        if records.size and self.sink is not None:
            self.sink.contacts(records)
        elif records.size:
            self.contacts.add(records.view(np.uint64).reshape(records.size, -1))

    def take_panel(self, moment: float) -> None:
        """Keep the panel of `moment`, or hand it on."""
        self._keep_panel(take_panel(self.engine, moment))

    def _keep_panel(self, panel: Panel) -> None:
        self.n_panels += 1
        if self.sink is not None:
            self.sink.panel(panel)
        else:
            self.panels.append(panel)

    def close(self, end: float, seconds: float) -> RunOutput:
        """Write what is still open, take the panel of the end, and hand everything over."""
        engine = self.engine
        open_slots = np.flatnonzero(engine.slots["stage"] != FREE)
        journey = engine.journeys[engine.slots["journey"][open_slots]]
        order = np.lexsort(
            (engine.slots["attempt"][open_slots], journey["need"], journey["customer"])
        )
        self.flush()
        engine = self.engine
        with np.errstate(over="ignore"):
            loop.finish(engine, open_slots[order], end)
            scalars = engine.scalars[0]
            n_contacts = int(scalars["closed"])
            h1, h2 = finish_digest(scalars["h1"], scalars["h2"], n_contacts * CONTACT.itemsize)
        for moment in self.moments[self.n_panels :]:
            if moment <= end:
                self.take_panel(moment)
        self.flush()
        kept = bool(scalars["keep"]) and self.sink is None
        return RunOutput(
            contacts=self.contacts.records() if kept else None,
            tally=engine.tally,
            journeys=engine.journey_tally,
            hourly=engine.hourly,
            staffing=engine.staffing,
            work=engine.work,
            image=engine.image,
            panel=self.panels,
            digest=hexadecimal(h1, h2),
            n_contacts=n_contacts,
            n_events=int(scalars["events"]),
            seconds=seconds,
        )
