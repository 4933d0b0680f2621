"""einsum in operations of a whole layer; Kahn's algorithm; batches by reshape."""

STYLE = "einsum"
BASE = "einsum"
