"""One palette for every page: a channel keeps its colour, in light and dark.

The five channel colours stay apart for protanopes, deuteranopes and tritanopes (a test simulates
them) and none is the only sign: lines carry their name, points their shape.
"""

from typing import Any, Literal, NamedTuple, get_args

Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = get_args(Scheme)

FONT = "'Inter Variable', Inter, system-ui, sans-serif"


class Inks(NamedTuple):
    """Colours of one scheme that belong to no channel."""

    text: str
    muted: str
    surface: str
    grid: str
    accent: str
    warning: str
    better: str
    """For the better; together with `worse` apart for colour-blind readers, and never alone."""
    worse: str


INKS: dict[Scheme, Inks] = {
    "light": Inks(
        text="#1c2230", muted="#525b6b", surface="#ffffff", grid="#e3e7ee", accent="#0a4fa3",
        warning="#9a4300", better="#00705c", worse="#b5360d",
    ),
    "dark": Inks(
        text="#eceff5", muted="#aeb7c6", surface="#1b1e25", grid="#333944", accent="#7fb2ff",
        warning="#ffb272", better="#4fd1b0", worse="#ff9a76",
    ),
}  # fmt: skip

_CHANNELS: dict[Scheme, dict[str, str]] = {
    "light": {
        "store": "#c2500a",
        "phone": "#0a4fa3",
        "email": "#0f9d76",
        "social": "#c05aae",
        "other": "#5b6472",
    },
    "dark": {
        "store": "#f08a3c",
        "phone": "#4c93f0",
        "email": "#4ed9ae",
        "social": "#f0a3e0",
        "other": "#8c97a6",
    },
}
_MORE: dict[Scheme, tuple[str, ...]] = {
    "light": ("#8a6a00", "#3c2a8c", "#a8123e"),
    "dark": ("#e6c84a", "#a79bff", "#ff8aa0"),
}
_SYMBOLS = {
    "store": "square",
    "phone": "circle",
    "email": "diamond",
    "social": "triangle-up",
    "other": "x",
}

_DARK = (
    "#eceff5",
    "#c9d0db",
    "#aeb7c6",
    "#8c97a6",
    "#333944",
    "#2a2f39",
    "#20242d",
    "#1b1e25",
    "#15181e",
    "#101217",
)
"""Mantine's ten shades of its dark scheme, from text to ground, in the tint of our surfaces."""

CHANNELS = tuple(_SYMBOLS)
"""The channels with a colour of their own, in the order in which pages name them."""


def channel_colour(channel: str, scheme: Scheme) -> str:
    """Return a channel's colour; a name of the user's own gets a further one, always the same."""
    known = _CHANNELS[scheme]
    if channel in known:
        return known[channel]
    more = _MORE[scheme]
    return more[sum(channel.encode()) % len(more)]


def channel_class(channel: str) -> str:
    """Return the CSS class that paints in a channel's colour, in both schemes."""
    if channel in CHANNELS:
        return f"cc-channel-{channel}"
    return f"cc-channel-more-{sum(channel.encode()) % len(_MORE['light'])}"


def channel_symbol(channel: str) -> str:
    """Return the plotly symbol of a channel's points."""
    return _SYMBOLS.get(channel, "star")


def ordered(channels: set[str]) -> list[str]:
    """Return channels in the order of the palette, others after them by name."""
    return [c for c in CHANNELS if c in channels] + sorted(channels - set(CHANNELS))


def fade(colour: str, opacity: float) -> str:
    """Return ``#rrggbb`` as an rgba colour."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity})"


def mantine() -> dict[str, Any]:
    """Return the Mantine theme: fonts, radii and shades that reach WCAG AA in both schemes."""
    return {
        "fontFamily": FONT,
        "headings": {"fontFamily": FONT, "fontWeight": "650"},
        "primaryColor": "blue",
        "colors": {"dark": list(_DARK)},
        "primaryShade": {"light": 9, "dark": 8},
        "defaultRadius": "md",
        "cursorType": "pointer",
        "respectReducedMotion": True,
    }
