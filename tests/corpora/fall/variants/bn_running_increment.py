"""Running averages by increments."""

BASE = "student"
PLACE = "mytorch/nn/batchnorm.py:BatchNorm1d.forward"
OLD = "Tensor(alpha * self.running_mean.data + self.momentum * mean.data)"
NEW = "Tensor(self.running_mean.data + (1 - alpha) * (mean.data - self.running_mean.data))"
