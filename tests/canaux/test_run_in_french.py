"""``canaux run --language fr``."""

import json
import re

SMALL = ("--customers", 300)


def test_run_prints_french(canaux):
    """``--language fr``: names, headings and numbers in French, and the same JSON."""
    shown = canaux("run", "brand", *SMALL, "--replications", 2, "--language", "fr").out

    for word in (
        "Un distributeur fictif", "300 clients", "graines 1 à 2", "moteur compilé", "Canaux",
        "magasin", "réseaux sociaux", "premiers", "aban-", "jamais résolus", "empreinte",
        "demi-intervalle",
    ):  # fmt: skip
        assert word in shown
    assert re.search("[0-9],[0-9]\u202f%", shown)
    assert re.search("[0-9]\u202f[0-9]{3}\u00a0€", shown)
    for word in ("customers", "seed", "Channels", "store", "never solved", "digest", "€1"):
        assert word not in shown
    assert not re.search("[0-9][.][0-9]", shown)
    assert max(map(len, shown.splitlines())) <= 100
    documents = [
        json.loads(canaux("run", "brand", *SMALL, "--language", language, "--json").out)
        for language in ("en", "fr")
    ]
    assert {**documents[0], "seconds": 0} == {**documents[1], "seconds": 0}
