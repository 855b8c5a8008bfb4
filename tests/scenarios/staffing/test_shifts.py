"""Shifts on the grid of the week: who is on duty when, and what it costs."""

import numpy as np
import pytest

from scenarios import load
from scenarios.errors import RunError
from scenarios.staffing.rules import StaffingRules
from scenarios.staffing.shifts import Plan, desk_shifts

DAY = 24


def rules(*shifts, **others):
    """Rules on a grid of an hour."""
    return StaffingRules.model_validate({"interval": 60.0, "shifts": list(shifts), **others})


def test_a_shift_is_on_duty_but_for_its_break(kiosk):
    """8 hours from 9 with a break of one hour after 3: on duty 9-12 and 13-17, paid 7 hours."""
    shift = {"length": 480.0, "break": 60.0, "break_after": [180.0, 180.0], "days": "tue"}
    short = {"length": 60.0}
    phone = desk_shifts(kiosk, rules({**shift, "starts": ["09:00"]}, short), ["phone"])["phone"]
    first = phone.cover[:, 0]

    assert [*range(33, 36), *range(37, 41)] == np.flatnonzero(first).tolist()
    assert 7 * 20.0 == phone.costs[0]
    assert {"from": "09:00", "to": "17:00", "break_from": "12:00", "break_to": "13:00"} == (
        phone.shifts[0].times
    )


def test_shifts_stay_within_opening_hours(kiosk):
    """No shift reaches outside opening hours, and every opening hour is covered by some."""
    phone = desk_shifts(kiosk, StaffingRules(), ["phone"])["phone"]

    assert not phone.cover[~phone.open].any()
    assert phone.cover[phone.open].any(axis=1).all()
    assert 5 * 20 == phone.open.sum()


def test_an_hour_without_a_shift_is_told(kiosk):
    """If opening hours cannot be covered, the first hour that is bare is named."""
    with pytest.raises(RunError, match=r"desks\.phone: found no shift that covers Mon 08:00"):
        desk_shifts(kiosk, rules({"length": 240.0, "starts": ["10:00", "14:00"]}), ["phone"])


def test_unknown_desks_are_told(kiosk):
    """A rule for a desk that is not there names the nearest one."""
    with pytest.raises(RunError, match="Did you mean 'phone'"):
        desk_shifts(kiosk, rules({"length": 60.0, "desks": ["phne"]}), ["phone"])


def test_weeks_end_where_they_begin():
    """A night shift of a desk that never closes runs from Sunday into Monday."""
    lab = load("lab-mmcm")
    phone = desk_shifts(
        lab, rules({"length": 480.0, "starts": ["20:00"]}, {"length": 60.0}), ["phone"]
    )["phone"]
    sunday = next(i for i, shift in enumerate(phone.shifts) if shift.days == "sun")

    assert [*range(4), *range(164, 168)] == sorted(np.flatnonzero(phone.cover[:, sunday]).tolist())
    assert "04:00" == phone.shifts[sunday].times["to"]


def test_a_desk_that_never_closes_has_posts():
    """By default it is staffed by posts, manned day and night."""
    phone = desk_shifts(load("lab-mmcm"), StaffingRules(), ["phone"])["phone"]

    assert 1 == len(phone.shifts)
    assert (1 == phone.cover).all()


def test_surcharges_count(kiosk):
    """Hours with a surcharge cost so much more; a part of an interval counts in part."""
    sunday = {"days": "mon", "from": "08:00", "to": "10:00", "share": 0.25}
    part = {"days": "mon", "from": "10:00", "to": "10:30", "share": 1.0}
    made = rules({"length": 60.0}, surcharges=[sunday, part])
    phone = desk_shifts(kiosk, made, ["phone"])["phone"]

    assert [25.0, 25.0, 30.0, 20.0] == phone.costs[:4].tolist()


def test_surcharges_of_the_present_roster_are_the_default():
    """Saturday and evening surcharges of `brand` hold for its new shifts too."""
    brand = load("brand")
    phone = desk_shifts(brand, StaffingRules(), ["phone"])["phone"]

    assert {0.0, 0.10, 0.25} == set(phone.surcharge[phone.open].tolist())
    assert phone.cost_of_advisers(phone.present) == pytest.approx(
        sum(
            23.0 * (1.0 + step.surcharge) * step.advisers * hours * days
            for step, hours, days in zip(
                brand.desks["phone"].roster,
                (1.5, 8.5, 2, 1.5, 2.5, 2, 4, 2, 9),
                (1, 1, 1, 4, 4, 4, 4, 4, 1),
                strict=True,
            )
        )
    )


def test_a_desk_without_a_wage(kiosk):
    """If no desk has a wage, hours count; if some have none, that is an error."""
    lab = load("lab-mmcm")
    assert 168.0 == desk_shifts(lab, StaffingRules(), ["phone"])["phone"].costs[0]

    free = kiosk.model_copy(
        update={
            "desks": kiosk.desks | {"email": kiosk.desks["email"].model_copy(update={"wage": 0.0})}
        }
    )
    with pytest.raises(RunError, match=r"desks\.email\.wage: found 0"):
        desk_shifts(free, StaffingRules(), ["phone", "email"])


def test_plans_change_by_desk():
    """A plan with other numbers at one desk keeps those of the others, and equals its like."""
    plan = Plan.of({"phone": (1, 2), "email": (3,)})

    assert (4, 0) == plan.changed("phone", [4, 0]).at("phone")
    assert (3,) == plan.changed("phone", [4, 0]).at("email")
    assert plan == plan.changed("email", np.array([3]))
