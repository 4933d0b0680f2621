import mytorch.nn.functional as F
from mytorch.nn.module import Module


class Loss(Module):
    def __init__(self):
        super().__init__()

    def forward(self, predicted, target):
        raise NotImplementedError("Subclasses of Loss must implement forward")


class CrossEntropyLoss(Loss):
    def __init__(self):
        super().__init__()

    def forward(self, predicted, target):
        """
        Args:
            predicted (Tensor): (batch_size, num_classes), logits
            target (Tensor): (batch_size,), indices of classes
        Returns:
            Tensor: the loss, ()
        """
        return F.cross_entropy(predicted, target)
