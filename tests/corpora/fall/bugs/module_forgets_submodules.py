"""Modules set as attributes are not registered."""

BASE = "student"
PROBLEM = "sgd"
HYPOTHESIS = None
PLACE = "mytorch/nn/module.py:Module.__setattr__"
OLD = "self._submodules[name] = value"
NEW = "pass"
