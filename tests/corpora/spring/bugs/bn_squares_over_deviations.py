"""Writes the squares for the variance over the deviations, which are still to be normalised."""

PROBLEM = "batchnorm"
HYPOTHESIS = "squares normalised"
PLACE = "mytorch/batchnorm.py:BatchNorm._observe"
OLD = "deviation * deviation"
NEW = "np.multiply(deviation, deviation, out=deviation)"
