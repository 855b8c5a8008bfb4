"""One word for one thing: what has a word in the glossary is called by no other.

Comments and docstrings are read by test_spelling.py.
"""

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from typer.main import get_command

from canaux.cli import app

ENGLISH = {
    "customer": "agents?|clients?|consumers?|end[- ]users?",
    "adviser": "operators?|clerks?|employees?|representatives|staff members?|staffers?",
    "contact": "tickets?|enquir(?:y|ies)|inquir(?:y|ies)|touchpoints?|interactions?",
    "desk": "departments?|call cent(?:re|er)s?|contact cent(?:re|er)s?|work groups?",
    "age bracket": "age (?:bands?|groups?|class(?:es)?)",
    "store": "outlets?|branch offices?",
    "social": "social media",
    "channel": "medium|media",
    "satisfaction": "happiness|mood|csat|nps",
    "need": "queries|query|service requests?",
    "hold-out": "validation sets?|test sets?",
    "roster": "rota|staffing plan",
}
"""By word of the glossary: what else it could be called, as patterns."""
FRENCH = {
    "client": "agents?|consommateurs?|usagers?|utilisat(?:eur|rice)s?",
    "conseiller": "opérat(?:eur|rice)s?|téléconseill(?:er|ère)s?|salariés?|employés?"
    "|téléphonistes?|vendeu(?:r|se)s?",
    "contact": "tickets?",
    "équipe": "guichets?|centres? d[’']appels?",
    "vacation": "postes?",
    "temps de traitement": "durées? de traitement",
    "tranche d’âge": "(?:classe|groupe)s? d[’']âge",
    "magasin": "boutiques?|agences?",
    "simulation": "exécutions?|passages?",
    "enquête": "sondages?",
    "ajustement": "calages?|calée?s?",
    "chiffre mis de côté": "tenu(?:e|s|es)? à l[’']écart|réservée?s?",
    "e-mail": "courriels?|emails?|(?<!e-)mails?",
    "réseaux sociaux": "médias sociaux",
}
ALLOWED = {
    # The people a question was put to, as its publication says.
    ("code.base.channel_users", "utilisateurs"),
    ("bases.channel_users", "utilisateurs"),
    # What the second engine is made of, and the heading that ODD prescribes.
    ("implementation.engines", "agents"),
    *(
        (f"concepts.{name}", "Interaction")
        for name in ("word_of_mouth", "no_word_of_mouth", "image", "no_image")
    ),
    # Why a published question has no counterpart, in the words of the question.
    ("reasons.before-social-media", "social media"),
    ("reasons.before-social-media", "médias sociaux"),
}
"""Where another word is right, by the key of the text."""
QUOTES = {
    # Publications are named, and their questions told, as they stand.
    "docs/data.md": r".*",
    # Systems of others are described with their words.
    "docs/validation.md": r"^\|.*",
    # The heading that ODD prescribes; Mesa's class.
    "docs/model.md": r"\*Interaction\*",
    "docs/how-to/own-rule.md": r"\bagents?\b",
    # What asks simulated customers a published question, in `calibration.operators`.
    "docs/how-to/channel.md": r"\boperators?\b",
    "docs/how-to/survey.md": r"\boperators?\b",
    # What the engine is made of, the name of a prize, the kind of model.
    "README.md": r"Mesa agents|Service Client",
    "llms.txt": r"Agent-based",
}
"""Parts of documents that are not ours to word."""
FRENCH_PAGES = {"README.fr.md": r"`Agent` de Mesa|au passage"}


def texts(root: Path, language: str) -> Iterator[tuple[str, str]]:
    """Every text of the interface in a language, with its key."""

    def walk(tree: dict, path: str) -> Iterator[tuple[str, str]]:
        for key, value in tree.items():
            here = f"{path}.{key}".lstrip(".")
            if isinstance(value, str):
                yield here, value
            elif isinstance(value, dict) and set(value) == {"en", "fr"}:
                yield here, value[language]
            elif isinstance(value, dict):
                yield from walk(value, here)

    yield from walk(json.loads((root / f"dashboard/i18n/{language}.json").read_text("utf-8")), "")
    for package in ("scenarios", "calibration", "canaux"):
        for file in sorted((root / package).rglob("texts.toml")):
            yield from walk(tomllib.loads(file.read_text("utf-8")), "")


def help_texts() -> Iterator[tuple[str, str]]:
    """What ``--help`` says of every command, argument and option."""
    for name, command in get_command(app).commands.items():
        yield name, command.help or ""
        for parameter in command.params:
            yield f"{name} {parameter.name}", getattr(parameter, "help", None) or ""


def pages(root: Path) -> Iterator[tuple[str, str]]:
    """The English documents, without code, links and what they quote."""
    for path in [root / "README.md", root / "llms.txt", *sorted((root / "docs").rglob("*.md"))]:
        name = path.relative_to(root).as_posix()
        if name != "docs/glossary.md" and "decisions/" not in name:
            yield name, prose(path.read_text("utf-8"), QUOTES.get(name))


def prose(text: str, quotes: str | None) -> str:
    """A document's own words."""
    text = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    if quotes is not None:
        text = re.sub(quotes, "", text, flags=re.MULTILINE)
    return re.sub(r"`[^`]*`|\$\$.*?\$\$|\]\([^)]*\)|https?:\S+", " ", text, flags=re.DOTALL)


def others(found: Iterator[tuple[str, str]], words: dict[str, str]) -> set[tuple[str, str]]:
    """Key and word, wherever a text calls something by another word than the glossary."""
    pattern = re.compile(rf"\b(?:{'|'.join(words.values())})\b", re.IGNORECASE)
    return {(key, hit[0]) for key, text in found for hit in pattern.finditer(text)}


def test_english_texts_keep_to_the_glossary(project_root):
    """Pages, tables, help and documents: no other word for what has one."""
    interface = others(texts(project_root, "en"), ENGLISH) | others(help_texts(), ENGLISH)

    assert set() == interface - ALLOWED
    assert set() == others(pages(project_root), ENGLISH)


def test_french_texts_keep_to_the_glossary(project_root):
    """Pages, tables and the French README: no other word for what has one."""
    name, quotes = next(iter(FRENCH_PAGES.items()))
    readme = (name, prose((project_root / name).read_text("utf-8"), quotes))

    assert set() == others(texts(project_root, "fr"), FRENCH) - ALLOWED
    assert set() == others(iter([readme]), FRENCH)


def test_nothing_is_allowed_in_vain(project_root):
    """Each exception is one that occurs."""
    found = others(texts(project_root, "en"), ENGLISH) | others(texts(project_root, "fr"), FRENCH)

    assert set() == ALLOWED - found


def test_words_stand_in_the_glossary(project_root):
    """The words that others are measured by are the glossary's, in its two languages."""
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in (project_root / "docs/glossary.md").read_text("utf-8").splitlines()
        if line.startswith("|")
    ]
    english = {word for row in rows for word in row[0].split(", ")}
    french = {word for row in rows for word in row[1].split(", ")}

    # The two channels have their own row in no glossary: they are among the channels' names.
    assert {"social"} == set(ENGLISH) - english
    assert {"e-mail", "réseaux sociaux"} == set(FRENCH) - french


def test_the_check_sees_faults():
    """Another word is found, the glossary's own is not."""
    told = [("a", "An operator answers the customer's ticket"), ("b", "An adviser answers")]

    assert {("a", "operator"), ("a", "ticket")} == others(iter(told), ENGLISH)
    assert {("a", "Guichet")} == others(iter([("a", "Guichet fermé, équipe au repos")]), FRENCH)
