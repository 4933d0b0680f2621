"""A second backward overwrites the first's gradient."""

PROBLEM = "autograd"
HYPOTHESIS = "gradients not added up"
FILE = "mytorch/graph.py"
OLD = "leaf._grad._data + g"
NEW = "g"
