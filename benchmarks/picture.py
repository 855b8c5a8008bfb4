"""The picture of a comparison: processor time of a contact, engine by engine, on a log scale."""

import math
from collections.abc import Sequence
from typing import Any

WIDTH, LEFT, ROW, TOP = 760, 130, 34, 46
SMALLEST, LARGEST = 1e2, 1e6  # ns


def speeds(measured: Sequence[dict[str, Any]]) -> str:
    """Return an SVG of the learning workload: a bar per engine, fastest first."""
    rows = sorted(
        (row for row in measured if row["workload"] == "learning"),
        key=lambda row: row["ns_a_contact"],
    )
    height = TOP + ROW * len(rows) + 30
    title = "Processor time of a contact, common workload (log scale)"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" '
        'font-family="sans-serif" font-size="13">',
        f"<title>{title}</title>",
        f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>',
        f'<text x="{LEFT}" y="22" font-weight="bold">{title}</text>',
    ]
    for power in range(2, 7):
        x = _x(10.0**power)
        parts.append(
            f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{TOP - 6}" y2="{height - 24}" stroke="#ddd"/>'
        )
        label = {2: "100 ns", 3: "1 µs", 4: "10 µs", 5: "100 µs", 6: "1 ms"}[power]
        parts.append(f'<text x="{x:.1f}" y="{height - 8}" text-anchor="middle">{label}</text>')
    for i, row in enumerate(rows):
        y, x = TOP + ROW * i, _x(row["ns_a_contact"])
        colour = "#0b5394" if row["peer"] == "Canaux" else "#9aa5b1"
        parts += [
            f'<text x="{LEFT - 8}" y="{y + 15}" text-anchor="end">{row["peer"]}</text>',
            f'<rect x="{LEFT}" y="{y}" width="{x - LEFT:.1f}" height="22" fill="{colour}"/>',
            f'<text x="{x + 6:.1f}" y="{y + 15}">{row["ns_a_contact"]:,.0f} ns</text>',
        ]
    return "\n".join([*parts, "</svg>"]) + "\n"


def _x(nanoseconds: float) -> float:
    """Where a time stands on the log scale."""
    share = math.log(nanoseconds / SMALLEST) / math.log(LARGEST / SMALLEST)
    return LEFT + max(0.0, share) * (WIDTH - LEFT - 40)
