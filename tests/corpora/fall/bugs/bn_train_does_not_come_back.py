"""train() does not reach the layers."""

BASE = "student"
PROBLEM = "batchnorm"
HYPOTHESIS = "training mode ignored"
PLACE = "mytorch/nn/module.py:Module.train"
OLD = """
self.is_train = True
for module in self._submodules.values():
    module.train()
"""
NEW = "self.is_train = True"
