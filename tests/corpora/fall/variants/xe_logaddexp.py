"""The sum of exponentials by logaddexp."""

BASE = "student"
FILE = "mytorch/nn/functional.py"
OLD = """        shifted = x - x.max(axis=1, keepdims=True)
        log_softmax = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
"""
NEW = """        log_softmax = x - np.logaddexp.reduce(x, axis=1, keepdims=True)
"""
