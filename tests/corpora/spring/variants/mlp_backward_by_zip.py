"""The loop back over pairs of layers and activations."""

BASE = "student"
PLACE = "hw1/hw1.py:MLP.backward"
OLD = """
for i in range(self.nlayers - 1, -1, -1):
    self.activations[i].state = self.states[i]
    delta = delta * self.activations[i].derivative()
    if i < self.num_bn_layers:
        delta = self.bn_layers[i].backward(delta)
    delta = self.linear_layers[i].backward(delta)
"""
NEW = """
bns = (self.bn_layers if self.bn else []) + [None] * (self.nlayers - self.num_bn_layers)
layers = list(zip(self.linear_layers, bns, self.activations, self.states, strict=True))
for linear, bn, activation, state in layers[::-1]:
    activation.state = state
    delta = activation.derivative() * delta
    delta = bn.backward(delta) if bn else delta
    delta = linear.backward(delta)
"""
