"""Write docs/validation.md and its picture: ``python -m benchmarks.validation``.

Runs every queueing case that scenario files can say, some minutes of one processor.
"""

from pathlib import Path

from benchmarks.queue_cases import APPROXIMATE, FINISHING, MISSING, Measured, measure, rows

DOCUMENTS = Path(__file__).resolve().parents[1] / "docs"
HEAD = """<!-- Written by: python -m benchmarks.validation -->

# Validation

Queueing systems whose figures others computed or published (`tests/validation/queue_cases.csv`,
sources in each row), run as ordinary scenario files by the compiled engine. Times are in the case's
own unit; z is the difference divided by the standard error of both sides. Standard errors are those
of a ratio over monthly batches, and each case has a seed of its own.

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
        "## Measured",
        "",
        "| case | system | figure | expected | measured | standard error | z |",
        "| --- | --- | --- | ---: | ---: | ---: | ---: |",
    ]
    for case, name, expected, value, error, z in (
        (f.case, f.quantity.name, f.quantity.expected, f.value, f.error, f.z) for f in measured
    ):
        system = table[case]["model"]
        lines.append(
            f"| {case} | {system} | {name.replace('_', ' ')} | {expected:.6g} | {value:.6g} | "
            f"{error:.2g} | {z:+.2f} |"
        )
    lines += [
        "",
        "## Said with a difference",
        "",
        f"- {', '.join(APPROXIMATE)}: the row is itself simulated; held to its tolerance.",
        f"- {', '.join(FINISHING)}: the row's exact figures interrupt work when the roster drops; "
        "here advisers finish, and the row's own simulation of that is the reference.",
        "- EM02, EM04: work in hand at closing is finished; the reference is the row's simulation "
        "of that, good to 1 %.",
        "- GP07: the row counts those who leave at once as waiting, a scenario does not: the "
        "expected share is multiplied by theirs.",
        "- MG09: the row does not say which hyperexponential law; balanced means are assumed.",
        "- Time-varying and finite-horizon cases: utilisation is left out, the row does not say of "
        "which minutes.",
        "",
        "## Not validated",
        "",
        "| case | system | what scenario files lack |",
        "| --- | --- | --- |",
        *(
            # Its staff are advisers in our words.
            f"| {case} | {table[case]['model'].replace('agents', 'advisers')} | {what} |"
            for case, what in MISSING.items()
        ),
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
    for case, row in rows().items():
        if case not in MISSING:
            measured += measure(row)
    (DOCUMENTS / "validation.md").write_text(document(measured), encoding="utf-8")
    (DOCUMENTS / "validation.svg").write_text(picture(measured), encoding="utf-8")


if __name__ == "__main__":
    main()
