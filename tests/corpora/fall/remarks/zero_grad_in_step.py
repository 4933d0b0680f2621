"""step clears the gradients at its end."""

BASE = "student"
REMARK = "cleared by the step"
PLACE = "mytorch/optim/sgd.py:SGD.step"
OLD = """
for i, param in enumerate(self.params):
    self.momentums[i] = self.momentum * self.momentums[i] - self.lr * param.grad.data
    param.data = param.data + self.momentums[i]
"""
NEW = """
for i, param in enumerate(self.params):
    self.momentums[i] = self.momentum * self.momentums[i] - self.lr * param.grad.data
    param.data = param.data + self.momentums[i]
self.zero_grad()
"""
