"""Evaluation divides by the root of the bare running variance."""

BASE = "student"
PROBLEM = "batchnorm"
HYPOTHESIS = "no eps"
PLACE = "mytorch/batchnorm.py:BatchNorm.forward"
OLD = "np.sqrt(self.running_var + self.eps)"
NEW = "np.sqrt(self.running_var)"
