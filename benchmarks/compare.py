"""Canaux beside other engines on the common workload: speed, memory and error, in alternating runs.

Every run has a process of its own. Engines take turns, and a ratio is that of neighbouring runs, so
that whatever else the machine does falls on both; medians over rounds are reported.
"""

import importlib
import math
import multiprocessing
import os
import statistics
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from typing import NamedTuple

from benchmarks.workload import FIXED, LEARNING, Outcome, Workload, exact


class Peer(NamedTuple):
    """An engine that runs the workload."""

    name: str
    module: str
    learns: bool  # whether it can run the workload with learning customers


PEERS = (
    Peer("Canaux", "canaux_peer", True),
    Peer("SimPy", "simpy_peer", True),
    Peer("Mesa events", "mesa_peer", True),
    Peer("Ciw", "ciw_peer", False),
    Peer("numpy by day", "numpy_peer", True),
)
WORKLOADS = {workload.name: workload for workload in (LEARNING, FIXED)}


class Measured(NamedTuple):
    """One engine on one workload; medians over rounds."""

    peer: str
    workload: str
    customers: int
    days: int
    rounds: int
    contacts: int
    ns_a_contact: float  # of processor time, making the customers included
    ns_a_contact_wall: float
    times_canaux: float  # processor time a contact, relative to Canaux's run of the same round
    bytes_a_customer: float
    error_abandoned: float | None  # largest over channels, against the exact share
    error_wait: float | None  # largest relative error of a mean wait, against the exact one
    load: float  # of the machine, mean over the minute before


def run_once(module: str, workload_name: str, customers: int, days: int, seed: int) -> Outcome:
    """Run an engine once in this process."""
    from benchmarks.peers.counts import timed

    peer = importlib.import_module(f"benchmarks.peers.{module}")
    workload = WORKLOADS[workload_name]
    if hasattr(peer, "prepare"):
        peer.prepare(workload)
    return timed(lambda: peer.run(workload, customers, days, seed), customers)


def measure(
    customers: int, days: int, rounds: int, peer_days: int | None = None
) -> Iterator[Measured]:
    """Yield each engine's figures, workload by workload.

    Parameters
    ----------
    customers, days
        Size and length of the runs.
    rounds
        How many times the engines take turns.
    peer_days
        A shorter length for the engines that would take minutes; speed is per contact.
    """
    context = multiprocessing.get_context("spawn")
    for workload in WORKLOADS.values():
        peers = [peer for peer in PEERS if peer.learns or workload is FIXED]
        outcomes: dict[str, list[Outcome]] = {peer.name: [] for peer in peers}
        lengths = {
            peer.name: days if peer.name in ("Canaux", "numpy by day") else peer_days or days
            for peer in peers
        }
        load = os.getloadavg()[0]
        for seed in range(1, rounds + 1):
            for peer in peers:
                with ProcessPoolExecutor(1, mp_context=context) as pool:
                    job = (peer.module, workload.name, customers, lengths[peer.name], seed)
                    outcomes[peer.name].append(pool.submit(run_once, *job).result())
        for peer in peers:
            yield _figures(peer, workload, (customers, lengths[peer.name]), outcomes, load)


def _figures(
    peer: Peer,
    workload: Workload,
    size: tuple[int, int],
    outcomes: dict[str, list[Outcome]],
    load: float,
) -> Measured:
    """Medians of an engine's runs."""
    runs = outcomes[peer.name]
    costs = [1e9 * run.cpu_seconds / run.contacts for run in runs]
    ours = [1e9 * run.cpu_seconds / run.contacts for run in outcomes["Canaux"]]
    abandoned, wait = _errors(workload, size[0], runs) if workload is FIXED else (None, None)
    return Measured(
        peer=peer.name,
        workload=workload.name,
        customers=size[0],
        days=size[1],
        rounds=len(runs),
        contacts=round(statistics.median(run.contacts for run in runs)),
        ns_a_contact=statistics.median(costs),
        ns_a_contact_wall=statistics.median(1e9 * run.wall_seconds / run.contacts for run in runs),
        times_canaux=statistics.median(a / b for a, b in zip(costs, ours, strict=True)),
        bytes_a_customer=statistics.median(run.bytes_a_customer for run in runs),
        error_abandoned=abandoned,
        error_wait=wait,
        load=load,
    )


def _errors(workload: Workload, customers: int, runs: list[Outcome]) -> tuple[float, float]:
    """Largest error over channels of the means over runs: of shares, and relative of waits."""
    shares, waits = exact(workload, customers)
    error_share = error_wait = 0.0
    for c, (share, wait) in enumerate(zip(shares, waits, strict=True)):
        found_share = statistics.mean(run.share_abandoned[c] for run in runs)
        found_wait = statistics.mean(run.mean_wait_minutes[c] for run in runs)
        error_share = max(error_share, math.fabs(found_share - share))
        error_wait = max(error_wait, math.fabs(found_wait / wait - 1.0))
    return error_share, error_wait
