"""Colours: the same everywhere, apart for every reader's eyes, strong enough on their ground."""

import itertools
import re
from pathlib import Path

import numpy as np
import pytest

import dashboard
from dashboard.theme import CHANNELS, INKS, SCHEMES, Scheme, channel_class, channel_colour

CSS = Path(dashboard.__file__).parent / "assets" / "app.css"

# Full loss of one kind of cone, in linear RGB: Machado, Oliveira and Fernandes, IEEE TVCG 15(6),
# 2009, doi:10.1109/TVCG.2009.113, table 1.
EYES = {
    "normal": np.eye(3),
    "protanope": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranope": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritanope": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}


def linear(colour: str) -> np.ndarray:
    channels = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def lab(rgb: np.ndarray) -> np.ndarray:
    """Return CIELAB of linear RGB, white point D65."""
    to_xyz = np.array(
        [
            [0.4124564, 0.3575761, 0.1804375],
            [0.2126729, 0.7151522, 0.0721750],
            [0.0193339, 0.1191920, 0.9503041],
        ]
    )
    xyz = to_xyz @ np.clip(rgb, 0, 1) / np.array([0.95047, 1.0, 1.08883])
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of WCAG."""
    weights = np.array([0.2126, 0.7152, 0.0722])
    dark, light = sorted(float(weights @ linear(colour)) for colour in (one, other))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("eyes", EYES)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_channels_are_told_apart(scheme: Scheme, eyes: str) -> None:
    """Any two channels differ clearly, also for colour-blind readers (CIE76 above 15)."""
    seen = {name: lab(EYES[eyes] @ linear(channel_colour(name, scheme))) for name in CHANNELS}

    for one, other in itertools.combinations(CHANNELS, 2):
        assert np.linalg.norm(seen[one] - seen[other]) > 15, (one, other)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_contrast(scheme: Scheme) -> None:
    """Graphics reach 3:1 and text 4.5:1 on the ground they are drawn on (WCAG AA)."""
    ink = INKS[scheme]

    for name in CHANNELS:
        assert contrast(channel_colour(name, scheme), ink.surface) >= 3, name
    for colour in (ink.text, ink.muted, ink.accent, ink.warning, ink.better, ink.worse):
        assert contrast(colour, ink.surface) >= 4.5, colour


@pytest.mark.parametrize("scheme", SCHEMES)
def test_style_sheet_has_the_same_colours(scheme: Scheme) -> None:
    """The style sheet paints with the colours of the figures."""
    css = CSS.read_text(encoding="utf-8")
    ours = re.findall(r":root(\[data[^{]*dark\"\])? \{([^}]*)\}", css)
    text = "".join(rules for dark, rules in ours if bool(dark) == (scheme == "dark"))
    variables = dict(re.findall(r"--cc-([\w-]+): (#[0-9a-f]{6});", text))
    ink = INKS[scheme]

    assert ink.text == variables["text"]
    assert ink.muted == variables["muted"]
    assert ink.surface == variables["surface"]
    assert ink.grid == variables["line"]
    assert ink.accent == variables["accent"]
    assert ink.warning == variables["warning"]
    assert ink.better == variables["better"]
    assert ink.worse == variables["worse"]
    for name in CHANNELS:
        assert channel_colour(name, scheme) == variables[name]


def test_channels_of_users_have_colours_too() -> None:
    """A channel of a user's own always gets the same further colour, and a class that exists."""
    css = CSS.read_text(encoding="utf-8")

    for name in ("chat", "kiosk", "post", *CHANNELS):
        assert channel_colour(name, "light") == channel_colour(name, "light")
        assert f".{channel_class(name)} {{" in css


def test_icons_used_exist() -> None:
    """Every icon of the style sheet is a file, and the other way round."""
    named = set(re.findall(r"icons/([\w-]+)\.svg", CSS.read_text(encoding="utf-8")))

    assert named == {file.stem for file in (CSS.parent / "icons").glob("*.svg")}


def test_nothing_is_fetched_from_elsewhere() -> None:
    """No asset of ours names another host; what plotly.js names is never asked."""
    for file in CSS.parent.rglob("*"):
        if file.suffix in (".css", ".js", ".svg") and file.parent.name != "plotly":
            text = file.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
            assert "//" not in re.sub(r"^\s*//.*$|/\*.*?\*/", "", text, flags=re.M | re.S), file
