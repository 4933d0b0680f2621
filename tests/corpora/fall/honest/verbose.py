"""Long names in camelCase, a step a line, batch normalisation derived by hand."""

STYLE = "verbose"
BASE = "verbose"
