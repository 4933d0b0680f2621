"""zero_grads leaves batch norm's gradients."""

BASE = "student"
PROBLEM = "hidden_layers"
HYPOTHESIS = "gradients never zeroed"
PLACE = "hw1/hw1.py:MLP.zero_grads"
OLD = """
layer.dgamma = np.zeros(layer.dgamma.shape)
layer.dbeta = np.zeros(layer.dbeta.shape)
"""
NEW = "pass"
