"""The colours of a drawn graph, on a light and on a dark background.

The kinds of vertices differ by their shapes as well, for those who cannot tell the colours apart.
"""

from typing import NamedTuple

__all__ = ["DARK", "LIGHT", "Colours", "Scheme"]


class Colours(NamedTuple):
    """Those of one kind of vertex."""

    fill: str
    outline: str
    text: str


class Scheme(NamedTuple):
    background: str
    lines: str  # the arrows
    kinds: dict[str, Colours]


LIGHT = Scheme(
    "#ffffff",
    "#566070",
    {
        "op": Colours("#e8f0fb", "#2f5f9e", "#10233c"),
        "leaf": Colours("#fdf1dd", "#a8660f", "#3a2503"),
        "constant": Colours("#f4f4f4", "#6b6b6b", "#262626"),
        "module": Colours("#e6f4ea", "#2b7a4b", "#0d2d19"),
        "failed": Colours("#fdeae8", "#b3261e", "#410e0b"),
    },
)
DARK = Scheme(
    "#15181d",
    "#a3adbb",
    {
        "op": Colours("#1c2f4a", "#7fb0ee", "#e8f0fb"),
        "leaf": Colours("#412e0e", "#e8b265", "#fdf1dd"),
        "constant": Colours("#2a2b2e", "#a6a6a6", "#f0f0f0"),
        "module": Colours("#163525", "#74c998", "#e6f4ea"),
        "failed": Colours("#4a1a18", "#ff9d94", "#fdeae8"),
    },
)
