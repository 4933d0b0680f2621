"""zero_grads leaves batch norm's gradients."""

BASE = "student"
PROBLEM = "hidden_layers"
HYPOTHESIS = "gradients never zeroed"
FILE = "hw1/hw1.py"
OLD = """                layer.dgamma = np.zeros(layer.dgamma.shape)
                layer.dbeta = np.zeros(layer.dbeta.shape)"""
NEW = "                pass"
