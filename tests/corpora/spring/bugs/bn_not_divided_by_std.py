"""Forgets the standard deviation on the way back."""

PROBLEM = "batchnorm"
HYPOTHESIS = "standard deviation left out of the derivative"
EDITS = [
    ("mytorch/batchnorm.py:BatchNorm.backward", "dx /= self.std", ""),
    ("mytorch/batchnorm.py:BatchNorm.backward", "dx *= gamma / self.std", "dx *= gamma"),
]
