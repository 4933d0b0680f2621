from abc import ABC, abstractmethod
from collections import defaultdict
from typing import Dict, List, Optional


class Node(ABC):
    """What is in the graph."""

    def __init__(self, function_name: str):
        self.function_name = function_name
        self.next_functions: List[Optional["Node"]] = []

    @abstractmethod
    def apply(self, *grads): ...

    @property
    def parents(self):
        return [node for node in self.next_functions if node is not None]


class AccumulateGrad(Node):
    def __init__(self, tensor):
        super().__init__("AccumulateGrad")
        self.variable = tensor

    def apply(self, grad):
        if self.variable.grad is None:
            self.variable.grad = grad.copy()
        else:
            self.variable.grad.data = self.variable.grad.data + grad.data
        return ()


class BackwardFunction(Node):
    def __init__(self, cls):
        super().__init__(cls.__name__)
        self.operation = cls
        self.ctx = ContextManager()

    def apply(self, *grads):
        result = self.operation.backward(self.ctx, *grads)
        return result if isinstance(result, tuple) else (result,)


class ContextManager:
    def __init__(self):
        self.saved_tensors = []

    def save_for_backward(self, *tensors):
        self.saved_tensors.extend(tensors)


class Graph:
    """All that a node depends on, in an order in which gradients can be passed on."""

    def __init__(self, root: Node):
        self.root = root
        self.consumers: Dict[Node, int] = defaultdict(int)
        self._discover()

    def _discover(self):
        found, frontier = {self.root}, [self.root]
        while frontier:
            for parent in frontier.pop().parents:
                self.consumers[parent] += 1
                if parent not in found:
                    found.add(parent)
                    frontier.append(parent)

    def __iter__(self):
        left, free = dict(self.consumers), [self.root]
        while free:
            node = free.pop()
            yield node
            for parent in node.parents:
                left[parent] -= 1
                if left[parent] == 0:
                    free.append(parent)


class GradientStore:
    def __init__(self):
        self._grads = {}

    def add(self, node, grad):
        if node in self._grads:
            old = self._grads[node]
            grad = type(old)(old.data + grad.data)
        self._grads[node] = grad

    def take(self, node):
        return self._grads.pop(node)


def backward(grad_fn, grad_of_outputs):
    store = GradientStore()
    store.add(grad_fn, grad_of_outputs)
    for node in Graph(grad_fn):
        for parent, grad in zip(node.next_functions, node.apply(store.take(node))):
            if parent is not None:
                store.add(parent, grad)


class Function(ABC):
    @staticmethod
    @abstractmethod
    def forward(ctx, *args): ...

    @staticmethod
    @abstractmethod
    def backward(ctx, *grads): ...

    @classmethod
    def apply(cls, *args):
        node = BackwardFunction(cls)
        output = cls.forward(node.ctx, *args)
        operands = [arg for arg in args if isinstance(arg, type(output))]
        node.next_functions.extend(cls._node(operand) for operand in operands)
        output.requires_grad = len(node.parents) > 0
        output.is_leaf = not output.requires_grad
        if output.requires_grad:
            output.grad_fn = node
        return output

    @staticmethod
    def _node(operand) -> Optional[Node]:
        if operand.requires_grad and operand.grad_fn is None:
            operand.grad_fn = AccumulateGrad(operand)
        return operand.grad_fn if operand.requires_grad else None
