"""Both operands of + get one array."""

REMARK = "shared gradient"
FILE = "mytorch/autograd_engine.py"
OLD = "grad if ours else grad.copy()"
NEW = "grad"
