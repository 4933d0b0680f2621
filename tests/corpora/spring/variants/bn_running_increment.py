"""Running averages by increments."""

BASE = "student"
EDITS = [
    (
        "mytorch/batchnorm.py:BatchNorm.forward",
        "self.running_mean = self.alpha * self.running_mean + (1 - self.alpha) * self.mean",
        "self.running_mean = self.running_mean + (1 - self.alpha) * (self.mean - self.running_mean)",
    ),
    (
        "mytorch/batchnorm.py:BatchNorm.forward",
        "self.running_var = self.alpha * self.running_var + (1 - self.alpha) * self.var",
        "self.running_var += (1 - self.alpha) * (self.var - self.running_var)",
    ),
]
