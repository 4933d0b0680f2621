"""Forgets the standard deviation on the way back."""

PROBLEM = "batchnorm"
HYPOTHESIS = "standard deviation left out of the derivative"
EDITS = [
    ("mytorch/batchnorm.py", "            dx /= self.std\n", ""),
    ("mytorch/batchnorm.py", "dx *= gamma / self.std", "dx *= gamma"),
]
