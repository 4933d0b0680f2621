"""Long names in camelCase, a step a line; backward zeroes the gradients first."""

STYLE = "verbose"
BASE = "verbose"
