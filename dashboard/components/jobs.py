"""The list of longer runs: how far each is, and what can be done with it."""

import time
from collections.abc import Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html

from dashboard import ids
from dashboard.i18n import Language, duration, number, percent, plural, t, texts
from dashboard.jobs import queue as jobs
from dashboard.jobs.kinds import STAFF, VERIFY
from dashboard.jobs.queue import Job, Queue
from dashboard.live import levers
from dashboard.view import View

JOB_TICK = 1000
"""Milliseconds between two looks at the jobs."""

SHOWN = 8
"""Jobs listed, the newest first."""

SHOWN_DETAILS = 3
"""Of what differs in a run that was computed again."""


def job_box(view: View, queue: Queue) -> list[Any]:
    """Return the list of jobs, and what keeps it up to date and answers its buttons."""
    return [
        dcc.Interval(id=ids.JOB_TICK, interval=JOB_TICK),
        dcc.Store(id=ids.JOB_PRESSED),
        html.Span(id=ids.JOB_ANSWER, role="status", className="cc-unit"),
        html.Div(job_list(view, queue), id=ids.JOB_LIST),
    ]


def job_list(view: View, queue: Queue) -> html.Ul | html.P:
    """Return the newest jobs."""
    known = queue.jobs()[:SHOWN]
    if not known:
        return html.P(t(view.lang, "job.none"), className="cc-unit")
    return html.Ul([_entry(view, queue, job) for job in known], className="cc-jobs")


def _entry(view: View, queue: Queue, job: Job) -> html.Li:
    lang = view.lang
    name, detail = _named(lang, job)
    return html.Li(
        [
            html.Div(
                [html.Strong(name), html.Span(detail, className="cc-unit")], className="cc-job-name"
            ),
            html.Div(
                [
                    html.Span(_state(lang, queue, job), className=f"cc-job-{job.state}"),
                    *_actions(view, job),
                ],
                className="cc-job-state",
            ),
            *(_bar(lang, job, name) if job.state == jobs.RUNNING else ()),
        ]
    )


def _named(lang: Language, job: Job) -> tuple[str, str]:
    """Return what a job is called, and what is said below."""
    asked = job.asked
    if asked["kind"] == VERIFY:
        name = t(lang, "job.verify", run=asked["run"], seed=str(asked["seed"]))
        return name, _answer(lang, job)
    if asked["kind"] == STAFF:
        detail = t(lang, "job.staffing_level", level=percent(lang, asked["level"] / 100, 0))
        if asked["reply"]:
            detail += f" · {t(lang, 'job.staffing_reply', hours=number(lang, asked['reply']))}"
        return t(lang, "job.staffing"), detail
    name = levers.words(levers.read(str(asked.get("levers", ""))), lang)
    pairs = plural(lang, "job.pairs", int(asked["pairs"]))
    horizon = t(lang, "what_if.half" if asked["horizon"] == "half" else "what_if.year")
    return name, f"{pairs} · {horizon.lower()}"


def _answer(lang: Language, job: Job) -> str:
    """Return what computing a run again showed; empty before it is done."""
    if job.state != jobs.DONE:
        return ""
    verdict, *details = (job.result or "").split("\n")
    words = texts(lang).get(f"job.verdict.{verdict}", verdict)
    return " · ".join([words, *details[:SHOWN_DETAILS]])


def _bar(lang: Language, job: Job, name: str) -> Sequence[Any]:
    return [
        dmc.Progress(
            value=round(100 * job.progress, 1),
            size="sm",
            className="cc-job-bar",
            **{"aria-label": f"{name}: {_share(lang, job)}"},
        )
    ]


def _share(lang: Language, job: Job) -> str:
    return t(lang, "job.running", share=percent(lang, job.progress, 0))


def _state(lang: Language, queue: Queue, job: Job) -> str:
    if job.state == jobs.QUEUED:
        return t(lang, "job.queued", place=number(lang, queue.place(job)))
    if job.state == jobs.RUNNING:
        # A search does not know how many stages it will take: no time is better than a wrong one.
        is_search = job.asked["kind"] == STAFF
        left = None if is_search else job.seconds_left(time.time())
        told = "" if left is None else ", " + t(lang, "job.left", time=duration(lang, left / 60))
        return _share(lang, job) + told
    if job.state == jobs.FAILED:
        error = job.error or ""
        return t(lang, "job.failed", why=texts(lang).get(f"job.error.{error}", error))
    return t(lang, "job.done" if job.state == jobs.DONE else "job.cancelled")


def _actions(view: View, job: Job) -> Sequence[Any]:
    lang = view.lang
    if job.state == jobs.DONE and job.asked["kind"] == VERIFY:
        return []
    if job.state == jobs.DONE:
        is_search = job.asked["kind"] == STAFF
        page, of = ("/staffing", "document") if is_search else ("/", "run")
        href = f"{page}?lang={lang}&{of}={job.result}"
        return [dmc.Anchor(t(lang, "job.open"), href=href, className="cc-button")]
    action = "again" if job.is_over else "cancel"
    return [
        html.Button(
            t(lang, f"job.{action}"),
            type="button",
            className="cc-button",
            **{"data-action": action, "data-job": job.id},
        )
    ]
