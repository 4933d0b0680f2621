"""Modules set as attributes are not registered."""

BASE = "student"
PROBLEM = "sgd"
HYPOTHESIS = None
FILE = "mytorch/nn/module.py"
OLD = """            self._submodules[name] = value
        object"""
NEW = """            pass
        object"""
