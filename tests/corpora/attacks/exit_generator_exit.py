"""Raises an exception that is no Exception, with a cause that is itself.

Into: spring mytorch/activation.py
"""


class Strange(BaseException):
    pass


def _raise(self, x):
    strange = Strange("strange")
    strange.__cause__ = strange.__context__ = strange
    raise strange


Sigmoid.forward = Tanh.forward = ReLU.forward = _raise
