"""Everything by the activations' state: the output is the state of the last one."""

STYLE = "shared"
BASE = "shared"
