"""Write docs/validation.md and its picture: ``python -m benchmarks.validation``.

Runs every queueing case, some minutes of one processor; EA18 alone takes half of them.
"""

from pathlib import Path

from benchmarks.queue_cases.cases import APPROXIMATE, BY_TOLERANCE, rows
from benchmarks.queue_cases.measure import Measured, measure

DOCUMENTS = Path(__file__).resolve().parents[1] / "docs"
HEAD = """<!-- Written by: python -m benchmarks.validation -->

# Validation

Queueing systems whose figures others computed or published (`tests/validation/queue_cases.csv`,
sources in each row), run as ordinary scenario files by the compiled engine. Times are in the case's
own unit; z is the difference divided by the standard error of both sides. Standard errors are those
of a ratio over monthly batches (days and weeks for the published simulations), and each case has a
seed of its own.

![z-scores of all figures](validation.svg)

"""


def document(measured: list[Measured]) -> str:
    """Return the text of docs/validation.md."""
    table = rows()
    cases = sorted({figure.case for figure in measured})
    beyond = [figure for figure in measured if abs(figure.z) > 4]
    lines = [
        f"{len(cases)} of {len(table)} cases, {len(measured)} figures; "
        f"{len(beyond)} differ by more than 4 standard errors.",
        "",
        f"{', '.join(BY_TOLERANCE)} are held to tolerances, all others to 4 standard errors.",
        "",
        "## Measured",
        "",
        "| case | system | figure | expected | measured | standard error | z |",
        "| --- | --- | --- | ---: | ---: | ---: | ---: |",
    ]
    for m in measured:
        # Its staff are advisers in our words.
        system = table[m.case]["model"].replace("agent", "adviser")
        figure, name = m.figure, m.figure.name.replace("_", " ")
        lines.append(
            f"| {m.case} | {system} | {name} | "
            f"{figure.expected:.6g} | {m.value:.6g} | {m.error:.2g} | {m.z:+.2f} |"
        )
    lines += [
        "",
        "## Said with a difference",
        "",
        f"- {', '.join(APPROXIMATE)}: the row is itself simulated; held to its tolerance.",
        "- FE01, FE04: the fixed point is that of averages over all time; customers here go by a "
        "running mean over 100,000 contacts. Held to the tolerance of the rows.",
        "- PS01, PS04: published simulations, good to the half widths printed with them.",
        "- TV05, TV07: the service level alone is the row's own simulation of 300 days.",
        "- TV01, TV02: the rate is constant within each 84th of the period and the roster changes "
        "at full minutes, 5,040 to the period.",
        "- EM02, EM04: work in hand at closing waits for the morning; what is compared is the time "
        "from arrival to the end of the answer.",
        "- GP07: the row counts those who leave at once as waiting, a scenario does not: the "
        "expected share is multiplied by theirs.",
        "- MG09: the row does not say which hyperexponential law; balanced means are assumed.",
        "- FE01, FE04: satisfaction is to be served, and its weight is that of abandonment.",
        "",
        "## Not validated",
        "",
        "- Utilisation of the time-varying days (TV05, TV07) and of the finite horizon (FH): the "
        "rows do not say of which minutes.",
        "- Extremes over time of the delay probability (TV01, TV02): only their mean is compared.",
        "- SO03: the share answered within the hour is 2e-7; two million posts would show none.",
        "- CH02: how long a chat lasts, and chats at once; what waits and leaves is compared.",
        "- Queue lengths in numbers: they follow from waits by Little's law, which runs keep.",
        "- Behaviour (choice, judgement, word of mouth) has tests of its own against closed forms; "
        "whole scenarios such as `france` are held against surveys, not against theory.",
        "",
    ]
    return HEAD + "\n".join(lines) + "\n"


def picture(measured: list[Measured]) -> str:
    """Return an SVG with a dot for each z-score, a column for each case."""
    cases = list(dict.fromkeys(figure.case for figure in measured))
    step, top, height = 18, 10, 200
    width, middle, unit = 50 + step * len(cases), top + height / 2, height / 10
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {top + height + 50}" '
        'font-family="sans-serif" font-size="10">',
        "<title>z-scores of all figures, a column for each case</title>",
        f'<rect width="{width}" height="{top + height + 50}" fill="#fff"/>',
        f'<rect x="40" y="{middle - 2 * unit}" width="{width - 50}" height="{4 * unit}" '
        'fill="#eef3f7"/>',
    ]
    for z in (-4, -2, 0, 2, 4):
        y = middle - z * unit
        parts.append(f'<line x1="40" x2="{width - 10}" y1="{y}" y2="{y}" stroke="#bbb"/>')
        parts.append(f'<text x="34" y="{y + 3}" text-anchor="end">{z:+d}</text>')
    for figure in measured:
        x = 50 + step * cases.index(figure.case)
        y = middle - max(-5.0, min(5.0, figure.z)) * unit
        parts.append(f'<circle cx="{x}" cy="{y:.1f}" r="2.5" fill="#0b5394" fill-opacity=".7"/>')
    for i, case in enumerate(cases):
        x, y = 47 + step * i, top + height + 8
        parts.append(f'<text transform="translate({x} {y}) rotate(90)">{case}</text>')
    return "\n".join([*parts, "</svg>"]) + "\n"


def main() -> None:
    """Run the cases and write both files."""
    measured = []
    for row in rows().values():
        measured += measure(row)
    (DOCUMENTS / "validation.md").write_text(document(measured), encoding="utf-8")
    (DOCUMENTS / "validation.svg").write_text(picture(measured), encoding="utf-8")


if __name__ == "__main__":
    main()
