"""The mode of a module and of all that are in it, and all their parameters."""

from mytorch.nn.module import Module


def _below(self):
    inside = list(vars(self).get("_submodules", {}).values()) + list(vars(self).values())
    return list({id(one): one for one in inside if isinstance(one, Module)}.values())


def _switch(self, is_train):
    self.is_train = is_train
    for one in _below(self):
        _switch(one, is_train)


def _parameters(self):
    found = list(vars(self).get("_parameters", {}).values()) + list(vars(self).values())
    for one in {id(one): one for one in found if getattr(one, "is_parameter", False) is True}.values():
        yield one
    for one in _below(self):
        yield from one.parameters()


def _init(self, *arguments, **named):
    _before(self, *arguments, **named)
    self.is_train = True


_before, Module.__init__ = Module.__init__, _init
Module.train = lambda self, mode=True: _switch(self, bool(mode))
Module.eval = lambda self: _switch(self, False)
Module.parameters = _parameters
