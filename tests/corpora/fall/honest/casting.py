"""Parameters in float32, sums in float64, gradients in their tensor's dtype."""

STYLE = "float32"
BASE = "casting"
