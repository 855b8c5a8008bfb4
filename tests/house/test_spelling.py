"""British spelling, and a person is a customer."""

import ast
import io
import re
import tokenize

# American forms, as stems; matched in prose only, since libraries spell their names as they like.
AMERICAN = re.compile(
    r"\b(?:behavior|neighbor|color|favor|labor(?!ator)|modeling|modeled|modeler|labeled|labeling|"
    r"traveler|canceled|centered|analyz|catalog(?!ue)|organiz|optimiz|summariz|normaliz|initializ|"
    r"minimiz|maximiz|recogniz|realiz|utiliz|generaliz|standardiz|randomiz|parametriz|parameteriz|"
    r"serializ|customiz|categoriz|emphasiz|prioritiz|penaliz|visualiz)\w*",
    re.IGNORECASE,
)
# French, or titles of French publications.
FRENCH = {"README.fr.md", "docs/data.md"}
# Names quoted as code, and links, are not prose.
QUOTED = re.compile(r"``[^`]*``|`[^`]*`|\bhttps?:\S+|\[[\w.]+\]|\w+(?:\.\w+)+|\w+_\w+")
# In a service centre an agent answers the phone, so that a simulated person is never called one.
AGENT = re.compile(r"\bagents?\b", re.IGNORECASE)
TECHNICAL = re.compile(
    r"\bmesa(?:'s)? agents?\b|\bagent-based\b|\bmesa\.Agent\b|`Agent`", re.IGNORECASE
)


def prose(path, text):
    """Lines of prose with their numbers: comments and docstrings of Python, all of Markdown."""
    if path.suffix == ".md":
        in_code = False
        for number, line in enumerate(text.splitlines(), 1):
            in_code ^= line.startswith("```")
            if not in_code:
                yield number, line
    elif path.suffix == ".py":
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type == tokenize.COMMENT:
                yield token.start[0], token.string
        documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, documented) and (docstring := ast.get_docstring(node)):
                first = node.body[0].lineno
                yield from enumerate(docstring.splitlines(), first)


def places(project_root, files, find):
    """Where a search of a line of prose finds something."""
    return [
        f"{path}:{number}: {hit}"
        for path in files
        if path.suffix in {".py", ".md"} and path.name != "test_spelling.py"
        for number, line in prose(path, (project_root / path).read_text(encoding="utf-8"))
        for hit in find(line)
    ]


def test_spelling_is_british(project_root, files):
    """Comments, docstrings and documents are spelt the British way."""
    english = [path for path in files if path.as_posix() not in FRENCH]

    assert [] == places(project_root, english, lambda line: AMERICAN.findall(QUOTED.sub(" ", line)))


def test_people_are_customers(project_root, files):
    """No comment, docstring or document calls a simulated person an agent."""
    assert [] == places(project_root, files, lambda line: AGENT.findall(TECHNICAL.sub(" ", line)))


def test_the_check_sees_faults():
    """The patterns find American forms and agents, but not names of libraries and methods."""
    assert AMERICAN.findall("the behavior of neighbors, optimized")
    assert not AMERICAN.search("catalogue, size, prize, behaviour, organisation")
    assert not AMERICAN.search(QUOTED.sub(" ", "`optimize` and scipy.optimize.minimize(x)"))
    assert AGENT.search(TECHNICAL.sub(" ", "each agent chooses"))
    assert not AGENT.search(TECHNICAL.sub(" ", "an agent-based model with Mesa agents"))
