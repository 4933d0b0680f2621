"""The handout's engine and pseudocode: a recursive search path by path, float64, validation leaves evaluation mode on."""

STYLE = "handout"
BASE = "handout"
