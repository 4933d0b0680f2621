"""gamma and beta are not stepped."""

BASE = "student"
PROBLEM = "momentum"
HYPOTHESIS = "batch norm not stepped"
FILE = "hw1/hw1.py"
OLD = """                layer.gamma = layer.gamma - self.lr * layer.dgamma
                layer.beta = layer.beta - self.lr * layer.dbeta"""
NEW = "                pass"
