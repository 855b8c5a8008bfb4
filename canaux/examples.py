"""What the help of each command shows to try; every example is run by the tests."""

from typing import NamedTuple


class Example(NamedTuple):
    """A line that works as it stands."""

    line: str
    page: str = ""
    """The how-to that makes the files it needs; empty: none, or what the first example writes."""

    def text(self) -> str:
        """Return what stands under a command's help."""
        # A paragraph of its own: in one, the example and the page would run together.
        where = f"\n\nIts files are made in docs/how-to/{self.page}.md." if self.page else ""
        return f"Example: {self.line}{where}"


EXAMPLES = {
    "run": Example("canaux run brand --customers 5000 --out runs"),
    "compare": Example(
        "canaux compare brand brand-fewer-phone --customers 5000 --replications 2 --out runs"
    ),
    "sweep": Example("canaux sweep staffing-grid.toml --workers 2", "sweep"),
    "staff": Example(
        "canaux staff brand --customers 10000 --set end=2015-03-01 "
        '--goal "phone.service_level>=0.8" --workers 2 --out plan'
    ),
    "survey": Example("canaux survey france --customers 2000"),
    "list": Example("canaux list"),
    "show": Example("canaux show brand --set desks.phone.staff_factor=0.7"),
    "describe": Example("canaux describe brand --language fr"),
    "validate": Example("canaux validate brand"),
    "schema": Example("canaux schema"),
    "verify": Example("canaux verify runs/brand/*/seed=1"),
    "export": Example("canaux export runs/brand/*/seed=1 --out brand-csv"),
    "report": Example("canaux report runs/brand/* --out brand.html"),
    "profile": Example("canaux profile calls.csv --columns columns.toml", "profile"),
    "fit": Example("canaux fit two-years.toml", "calibrate"),
    "check": Example("canaux check two-years.toml", "calibrate"),
    "planted": Example("canaux planted two-years.toml --truths 20 --runs 40", "calibrate"),
    "sensitivity": Example("canaux sensitivity two-years.toml", "calibrate"),
    "claims": Example("canaux claims C1"),
    "information": Example(
        "canaux information two-years.toml --decision behaviour.retry --people 500 --people 2000",
        "calibrate",
    ),
    "theory": Example("canaux theory --arrivals 1 --handling 4 --advisers 5"),
    "info": Example("canaux info"),
    "dashboard": Example("canaux dashboard --runs runs"),
}
"""By command. Those of `verify`, `export`, `report` read what that of `run` has written."""
