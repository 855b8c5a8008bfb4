"""What the documents show is what happens: their code runs, and prints what they print."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from dashboard.data.pairs import shipped
from sim.reference import Customer


class Block(NamedTuple):
    """A fenced block: its language and its text."""

    language: str
    text: str


def blocks(document: Path) -> list[Block]:
    """Fenced blocks of a Markdown document, in order."""
    found = re.findall(r"^```(\w+)\n(.*?)^```", document.read_text("utf-8"), re.M | re.S)
    return [Block(*pair) for pair in found]


def examples(document: Path) -> list[tuple[str, str]]:
    """Python blocks, each with the text block that follows it as what it prints."""
    found = blocks(document)
    return [
        (block.text, after.text if after.language == "text" else "")
        for block, after in zip(found, [*found[1:], Block("", "")], strict=True)
        if block.language == "python"
    ]


def test_the_blocks_are_found(project_root):
    """The README has Python and console examples; an empty list would test nothing."""
    languages = {block.language for block in blocks(project_root / "README.md")}

    assert {"python", "console", "toml"} <= languages


@pytest.mark.parametrize(
    "document",
    ["README.md", "docs/architecture.md", "docs/how-to/own-rule.md", "docs/how-to/compare.md"],
)
def test_python_examples_print_what_they_show(project_root, tmp_path, document):
    """Each Python block of a document, run by itself, prints the text block after it."""
    for code, expected in examples(project_root / document):
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
        )

        assert expected == done.stdout


@pytest.mark.parametrize(
    "document",
    [
        "README.md",
        pytest.param("docs/how-to/calibrate.md", marks=pytest.mark.slow),
        "docs/how-to/compare.md",
        "docs/how-to/export.md",
        "docs/how-to/plan.md",
        "docs/how-to/sweep.md",
    ],
)
def test_console_examples_run(project_root, tmp_path, document):
    """A document's scenario files are valid, and its commands run in the folder of these."""
    found = blocks(project_root / document)
    for block in found:
        if block.language == "toml":
            name = re.search(r'name = "(.*)"', block.text)
            assert name is not None
            (tmp_path / f"{name[1]}.toml").write_text(block.text, "utf-8")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    lines = [
        line.removeprefix("$ ")
        for block in found
        if block.language == "console"
        for line in block.text.splitlines()
    ]

    assert lines
    for line in lines:
        subprocess.run(line, shell=True, cwd=tmp_path, check=True, env={**os.environ, "PATH": path})


def missing(shown: str, printed: str) -> list[str]:
    """Lines of an excerpt that are not in what was printed, after the lines before them.

    Only the width of gaps may differ: it is that of the table's longest cells.
    """
    rest = iter([line.split() for line in printed.splitlines()])
    return [line for line in shown.splitlines() if line.split() and line.split() not in rest]


def test_an_excerpt_is_in_order():
    """Lines may be left out between others, but neither changed nor turned round."""
    assert [] == missing("b\nd\n", "a\nb  \nc\n d\n")
    assert ["B"] == missing("B\n", "a\nb\n")
    assert ["b"] == missing("d\nb\n", "a\nb\nc\nd\n")


@pytest.mark.parametrize(
    "document",
    [
        "docs/how-to/channel.md",
        "docs/how-to/claim.md",
        "docs/how-to/fork.md",
        "docs/how-to/page.md",
        "docs/how-to/profile.md",
        "docs/how-to/roster.md",
        pytest.param("docs/how-to/staff.md", marks=pytest.mark.slow),
        "docs/how-to/survey.md",
        "docs/how-to/target.md",
        "docs/tutorial/executive.md",
        pytest.param("docs/tutorial/researcher.md", marks=pytest.mark.slow),
        pytest.param("docs/tutorial/strategist.md", marks=pytest.mark.slow),
    ],
)
def test_blocks_run_in_order(project_root, tmp_path, document):
    """A document's blocks, run one after the other in one folder, work and print what they show.

    A text block after a command is an excerpt of what its block's commands print.
    """
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    settings = {
        "cwd": tmp_path, "env": {**os.environ, "PATH": path}, "check": True, "text": True,
        "stdout": subprocess.PIPE,
    }  # fmt: skip
    found = blocks(project_root / document)
    for block, after in zip(found, [*found[1:], Block("", "")], strict=True):
        shown = after.text if after.language == "text" else ""
        if block.language == "toml":
            name = re.search(r'^# (\S*)\.toml|^name = "(.*)"', block.text, re.M)
            target = tmp_path / f"{(name[1] or name[2]) if name else 'columns'}.toml"
            target.parent.mkdir(exist_ok=True)
            target.write_text(block.text, "utf-8")
        elif block.language == "console":
            lines = [line.removeprefix("$ ") for line in block.text.splitlines()]
            done = [subprocess.run(line, shell=True, **settings).stdout for line in lines]
            assert [] == missing(shown, "\n".join(done))
        elif block.language == "python":
            command = [sys.executable, "-c", block.text]
            assert shown == subprocess.run(command, **settings).stdout


def test_the_executive_reads_the_shipped_plan(project_root):
    """The tutorial of the pages tells the figures of the comparison that its pictures show."""
    text = (project_root / "docs/tutorial/executive.md").read_text("utf-8")
    plan = shipped()[0]
    cost, unsolved, satisfaction = (
        plan.effect(f"journeys.{name}").difference
        for name in ("cost_per_solved_need", "needs_unsolved_share", "satisfaction")
    )

    for told in (
        f"{-100 * cost.mean:.0f} cents less",
        f"{100 * unsolved.mean:.2f} points more needs",
        f"{-100 * satisfaction.mean:.2f} points of satisfaction",
        f"−€{-cost.mean:.2f}, with −€{-cost.low:.2f} to −€{-cost.high:.2f} below",
    ):
        assert told in text


def documents(project_root: Path) -> list[Path]:
    """All Markdown of the product, and its summary for machines."""
    pages = [*project_root.glob("*.md"), *(project_root / "docs").rglob("*.md")]
    return [*pages, project_root / "llms.txt"]


def test_links_lead_somewhere(project_root):
    """Every relative link of a document names a file that exists."""
    pages = documents(project_root)
    broken = [
        (page.name, link)
        for page in pages
        for link in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text("utf-8"))
        if not (page.parent / link).exists()
    ]

    assert len(pages) > 20
    assert [] == broken


def test_every_page_can_be_found(project_root):
    """The summary for machines links to each page of docs/ but decisions, which have a folder."""
    listed = set(
        re.findall(r"\((docs/[^)]+\.md)\)", (project_root / "llms.txt").read_text("utf-8"))
    )
    folders = [project_root / "docs" / name for name in (".", "how-to", "tutorial")]
    pages = [page for folder in folders for page in folder.glob("*.md")]

    assert {page.relative_to(project_root).as_posix() for page in pages} == listed


def test_both_readmes_show_the_same(project_root):
    """The French README has the examples of the English one, which are run, and its links."""
    english, french = (project_root / name for name in ("README.md", "README.fr.md"))
    runs = ("sh", "python", "toml", "console")
    shown = [
        [(b.language, b.text) for b in blocks(page) if b.language in runs]
        for page in (english, french)
    ]
    plain = [
        [(language, re.sub(r"  # .*", "", text)) for language, text in found] for found in shown
    ]

    assert plain[0] == plain[1]
    links = [
        re.findall(r"\]\(((?!README)[^)]+)\)", page.read_text("utf-8"))
        for page in (english, french)
    ]
    assert sorted(links[0]) == sorted(links[1])


def test_the_rules_that_can_be_replaced_are_methods(project_root):
    """The how-to's table of a customer's decisions names methods of the class, all of its own."""
    text = (project_root / "docs" / "how-to" / "own-rule.md").read_text("utf-8")
    named = re.findall(r"^\| `(\w+)` \|", text, re.M)

    assert len(named) > 10
    assert [] == [name for name in named if name not in vars(Customer)]
