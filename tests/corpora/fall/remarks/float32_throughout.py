"""Tensors hold float32, whatever they are made of."""

BASE = "student"
REMARK = "wrong dtype"
PLACE = "mytorch/tensor.py:Tensor.__init__"
OLD = "self.data = np.array(data)"
NEW = "self.data = np.array(data, dtype=np.float32)"
