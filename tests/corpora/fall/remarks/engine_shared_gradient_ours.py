"""Both operands of + get one array."""

REMARK = "shared gradient"
PLACE = "mytorch/autograd_engine.py:backward"
OLD = "grad = grad.copy()"
NEW = "pass"
