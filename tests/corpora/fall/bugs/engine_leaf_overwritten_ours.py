"""A second backward overwrites the first's gradient."""

PROBLEM = "autograd"
HYPOTHESIS = "gradients not added up"
PLACE = "mytorch/graph.py:accumulate"
OLD = "leaf._grad._data + g"
NEW = "g"
