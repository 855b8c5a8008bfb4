"""The choice of a desk, on pages that show one at a time."""

from collections.abc import Sequence

import dash_mantine_components as dmc

from dashboard import ids
from dashboard.i18n import Language, channel, t


def desk_choice(lang: Language, desk: str, known: Sequence[str]) -> dmc.Select:
    """Return the choice among desks, one of them chosen; the address keeps it."""
    return dmc.Select(
        id=ids.query("desk"),
        label=t(lang, "load.desk"),
        value=desk,
        data=[{"value": name, "label": channel(lang, name)} for name in known],
        allowDeselect=False,
        className="cc-choice",
        checkIconPosition="right",
    )
