"""Casts everything to float64, and keeps images in float32; gradients are zeroed at the end of step."""

STYLE = "float32"
BASE = "casting"
