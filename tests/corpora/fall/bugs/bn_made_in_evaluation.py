"""A new module is in evaluation mode."""

BASE = "student"
PROBLEM = "batchnorm"
HYPOTHESIS = "made in evaluation mode"
PLACE = "mytorch/nn/module.py:Module.__init__"
OLD = """
self._parameters = {}
self.is_train = True
"""
NEW = """
self._parameters = {}
self.is_train = False
"""
