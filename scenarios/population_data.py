"""The French of 2009 to 2016 by age: how many, on the internet, on social networks.

Sources of every row stand in the files of `scenarios/data`.
"""

import csv
import tomllib
from datetime import datetime, time
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.clock import minutes
from sim.population import Access, Margins

_CENSUSES = (datetime(2010, 7, 1), datetime(2015, 7, 1))
"""Dates of the two columns of population.csv: mid-year estimates."""


def population_data(start: datetime, end: datetime) -> tuple[Margins, Access]:
    """Return the population of the middle of a period, and who of it is on line and a member when.

    Numbers of people are interpolated between 2010 and 2015 and are those of the nearer year
    outside; membership is in minutes from `start` and stays where it was outside its dates.
    """
    return _margins(start + (end - start) / 2), _access(start)


def _margins(middle: datetime) -> Margins:
    with (resources.files("scenarios") / "data" / "population.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
    way = (middle - _CENSUSES[0]) / (_CENSUSES[1] - _CENSUSES[0])
    way = min(max(way, 0.0), 1.0)

    def people(sex: str) -> NDArray[np.float64]:
        first, last = (np.array([float(row[f"{sex}_{y}"]) for row in rows]) for y in (2010, 2015))
        return (1.0 - way) * first + way * last

    youngest = np.array([int(row["age_min"]) for row in rows])
    return Margins(youngest, people("men"), people("women"))


def _access(start: datetime) -> Access:
    internet, member = _knots("access.toml"), _knots("membership.toml")
    times = [minutes(start, datetime.combine(day, time())) for day in member["dates"]]
    return Access(
        internet_age=np.array(internet["ages"], dtype=np.float64),
        internet_share=np.array(internet["percent"]) / 100,
        member_age=np.array(member["ages"], dtype=np.float64),
        member_time=np.array(times),
        member_share=np.array(member["percent"]) / 100,
    )


@cache  # reading them takes as long as the rest of a small run
def _knots(name: str) -> dict[str, Any]:
    text = (resources.files("scenarios") / "data" / name).read_text(encoding="utf-8")
    return dict(tomllib.loads(text)["knots"])
