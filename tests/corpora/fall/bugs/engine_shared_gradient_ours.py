"""Both operands of + get one array."""

PROBLEM = "autograd"
HYPOTHESIS = "shared gradient"
FILE = "mytorch/autograd_engine.py"
OLD = "grad if ours else grad.copy()"
NEW = "grad"
