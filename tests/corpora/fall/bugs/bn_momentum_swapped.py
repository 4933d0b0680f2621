"""0.1 of the old running average and 0.9 of the batch's."""

BASE = "student"
PROBLEM = "batchnorm"
HYPOTHESIS = "running average the wrong way round"
EDITS = [
    ("mytorch/nn/batchnorm.py:BatchNorm1d.forward", "alpha = 1 - self.momentum", "alpha = self.momentum"),
    ("mytorch/nn/batchnorm.py:BatchNorm1d.forward", "self.momentum * mean.data", "(1 - alpha) * mean.data"),
    ("mytorch/nn/batchnorm.py:BatchNorm1d.forward", "self.momentum * unbiased", "(1 - alpha) * unbiased"),
]
