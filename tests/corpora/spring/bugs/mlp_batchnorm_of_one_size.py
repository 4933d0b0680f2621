"""Every batch norm has the size of the first hidden layer."""

BASE = "student"
PROBLEM = "batchnorm"
HYPOTHESIS = None
FILE = "hw1/hw1.py"
OLD = "[BatchNorm(size) for size in sizes[1 : num_bn_layers + 1]]"
NEW = "[BatchNorm(hiddens[0]) for _ in range(num_bn_layers)]"
