"""Forgets the standard deviation on the way back."""

PROBLEM = "batchnorm"
HYPOTHESIS = "standard deviation left out of the derivative"
EDITS = [
    ("mytorch/batchnorm.py:BatchNorm.backward", "g * gamma / self.std", "g * gamma"),
    ("mytorch/batchnorm.py:BatchNorm.backward", "g * (gamma / self.std)", "g * gamma"),
]
