"""A second backward overwrites the first's gradient."""

PROBLEM = "autograd"
HYPOTHESIS = "gradients not added up"
FILE = "mytorch/graph.py"
OLD = "leaf.grad._data += g"
NEW = "leaf.grad._data[...] = g"
