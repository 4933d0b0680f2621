"""Operations made by a factory, a recursive search in two lines."""

STYLE = "compact"
BASE = "compact"
