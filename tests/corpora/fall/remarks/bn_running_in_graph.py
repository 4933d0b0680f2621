"""The running mean stays in the graph."""

BASE = "student"
REMARK = "statistics in the graph"
PLACE = "mytorch/nn/batchnorm.py:BatchNorm1d.forward"
OLD = "Tensor(alpha * self.running_mean.data + self.momentum * mean.data)"
NEW = "self.running_mean * Tensor(np.array(alpha)) + mean * Tensor(np.array(self.momentum))"
