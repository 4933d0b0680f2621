"""A second backward overwrites the first's gradient."""

PROBLEM = "autograd"
HYPOTHESIS = "gradients not added up"
PLACE = "mytorch/storing.py:accumulate"
OLD = "leaf.kept_grad.array + g"
NEW = "g"
