"""The last of the batch norm layers is not used."""

BASE = "student"
PROBLEM = "batchnorm"
HYPOTHESIS = None
PLACE = "hw1/hw1.py:MLP.forward"
OLD = "i < self.num_bn_layers"
NEW = "i < self.num_bn_layers - 1"
