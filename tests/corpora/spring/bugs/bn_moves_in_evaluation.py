"""The running averages move in evaluation too."""

BASE = "student"
PROBLEM = "batchnorm"
HYPOTHESIS = "running averages move in evaluation"
PLACE = "mytorch/batchnorm.py:BatchNorm.forward"
OLD = "norm = (x - self.running_mean) / np.sqrt(self.running_var + self.eps)"
NEW = """
self.running_mean = self.alpha * self.running_mean + (1 - self.alpha) * x.mean(axis=0, keepdims=True)
self.running_var = self.alpha * self.running_var + (1 - self.alpha) * x.var(axis=0, keepdims=True)
norm = (x - self.running_mean) / np.sqrt(self.running_var + self.eps)
"""
