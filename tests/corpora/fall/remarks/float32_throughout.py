"""Tensors hold float32, whatever they are made of."""

BASE = "student"
REMARK = "wrong dtype"
FILE = "mytorch/tensor.py"
OLD = "self.data = np.array(data)"
NEW = "self.data = np.array(data, dtype=np.float32)"
