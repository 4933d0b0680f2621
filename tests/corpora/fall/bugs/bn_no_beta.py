"""beta is forgotten."""

BASE = "student"
PROBLEM = "batchnorm"
HYPOTHESIS = "beta left out"
PLACE = "mytorch/nn/batchnorm.py:BatchNorm1d.forward"
OLD = """
self.running_var = Tensor(alpha * self.running_var.data + self.momentum * unbiased)
return self.gamma * norm + self.beta
"""
NEW = """
self.running_var = Tensor(alpha * self.running_var.data + self.momentum * unbiased)
return self.gamma * norm
"""
