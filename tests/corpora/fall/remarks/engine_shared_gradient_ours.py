"""Both operands of + get one array."""

REMARK = "shared gradient"
PLACE = "mytorch/autograd_engine.py:backward"
OLD = "grad if ours else grad.copy()"
NEW = "grad"
