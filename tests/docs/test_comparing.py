"""`docs/comparing.md` has every equation that the code of comparisons names."""

import re


def test_every_equation_that_the_code_names_exists(project_root):
    """Numbers are consecutive, and each is named where it is computed."""
    text = (project_root / "docs" / "comparing.md").read_text("utf-8")
    written = [int(n) for n in re.findall(r"\\tag\{C(\d+)\}", text)]
    named = set()
    folders = ("scenarios/compare", "scenarios/moves", "sim/replay")
    for path in [path for folder in folders for path in (project_root / folder).glob("*.py")]:
        for first, last in re.findall(r"Eq\. \(C(\d+)\)(?:-\(C(\d+)\))?", path.read_text("utf-8")):
            named |= set(range(int(first), int(last or first) + 1))

    assert list(range(1, len(written) + 1)) == written
    assert set(written) == named
