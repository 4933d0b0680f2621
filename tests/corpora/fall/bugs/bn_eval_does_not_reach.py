"""eval() of a Sequential does not reach its layers."""

BASE = "student"
PROBLEM = "batchnorm"
HYPOTHESIS = "evaluation mode ignored"
PLACE = "mytorch/nn/module.py:Module.eval"
OLD = """
self.is_train = False
for module in self._submodules.values():
    module.eval()
"""
NEW = "self.is_train = False"
