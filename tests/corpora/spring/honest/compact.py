"""As few lines as possible."""

STYLE = "compact"
BASE = "compact"
