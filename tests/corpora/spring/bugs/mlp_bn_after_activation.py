"""Batch norm comes after the activation."""

BASE = "student"
PROBLEM = "batchnorm"
HYPOTHESIS = "batch norm after the activation"
PLACE = "hw1/hw1.py:MLP.forward"
OLD = """
if i < self.num_bn_layers:
    x = self.bn_layers[i](x, eval=not self.train_mode)
x = self.activations[i](x)
self.states.append(x)
"""
NEW = """
x = self.activations[i](x)
self.states.append(x)
if i < self.num_bn_layers:
    x = self.bn_layers[i](x, eval=not self.train_mode)
"""
