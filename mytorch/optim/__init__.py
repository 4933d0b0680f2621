"""Optimizers, and the schedules of their learning rates."""

from mytorch.optim import lr_scheduler
from mytorch.optim.adagrad import Adagrad
from mytorch.optim.adam import Adam
from mytorch.optim.adamw import AdamW
from mytorch.optim.optimizer import Optimizer
from mytorch.optim.rmsprop import RMSprop
from mytorch.optim.sgd import SGD

__all__ = ["SGD", "Adagrad", "Adam", "AdamW", "Optimizer", "RMSprop", "lr_scheduler"]
