"""Mean and variance over the features of an example."""

BASE = "student"
PROBLEM = "batchnorm"
HYPOTHESIS = None
PLACE = "mytorch/batchnorm.py:BatchNorm.forward"
OLD = """
self.mean = np.mean(x, axis=0, keepdims=True)
self.var = np.var(x, axis=0, keepdims=True)
"""
NEW = """
self.mean = np.mean(x, axis=1, keepdims=True)
self.var = np.var(x, axis=1, keepdims=True)
"""
