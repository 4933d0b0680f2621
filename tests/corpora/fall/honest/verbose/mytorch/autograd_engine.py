def backward(grad_fn, grad_of_outputs):
    """
    Recursive depth-first search.

    grad_fn: node object (AccumulateGrad or BackwardFunction)
    grad_of_outputs: Tensor, gradient of the final output with respect to this node's output
    """
    if grad_fn is None:
        return

    isLeafNode = isinstance(grad_fn, AccumulateGrad)
    if isLeafNode:
        grad_fn.apply(grad_of_outputs)
        return

    gradientsOfInputs = grad_fn.apply(grad_of_outputs)
    if not isinstance(gradientsOfInputs, tuple):
        gradientsOfInputs = (gradientsOfInputs,)

    numberOfParents = len(grad_fn.next_functions)
    for parentIndex in range(0, numberOfParents):
        parentNode = grad_fn.next_functions[parentIndex]
        if parentNode is not None:
            backward(parentNode, gradientsOfInputs[parentIndex])


class Function(object):
    """Base class of all operations."""

    @staticmethod
    def forward(ctx, *args):
        raise NotImplementedError("forward() must be implemented by the subclass")

    @staticmethod
    def backward(ctx, *grad_outputs):
        raise NotImplementedError("backward() must be implemented by the subclass")

    @classmethod
    def apply(cls, *args):
        currentNode = BackwardFunction(cls)
        outputTensor = cls.forward(currentNode.ctx, *args)

        anyParentRequiresGradient = False
        for argument in args:
            if not Function.isTensor(argument):
                continue
            currentNode.next_functions.append(Function.nodeOfParent(argument))
            anyParentRequiresGradient = anyParentRequiresGradient or argument.requires_grad

        outputTensor.requires_grad = anyParentRequiresGradient
        outputTensor.is_leaf = not anyParentRequiresGradient
        if anyParentRequiresGradient:
            outputTensor.grad_fn = currentNode
        return outputTensor

    @staticmethod
    def isTensor(argument):
        return type(argument).__name__ == "Tensor"

    @staticmethod
    def nodeOfParent(parentTensor):
        # constant node
        if not parentTensor.requires_grad:
            return None
        # intermediate node
        if not parentTensor.is_leaf:
            return parentTensor.grad_fn
        # leaf node, which is made when it is needed for the first time
        if parentTensor.grad_fn is None:
            parentTensor.grad_fn = AccumulateGrad(parentTensor)
        return parentTensor.grad_fn


class AccumulateGrad(object):
    """Node of a leaf tensor."""

    def __init__(self, tensor):
        self.variable = tensor
        self.next_functions = []
        self.function_name = "AccumulateGrad"

    def apply(self, incomingGradient):
        if self.variable.grad is None:
            self.variable.grad = incomingGradient.copy()
        else:
            self.variable.grad.data += incomingGradient.data


class ContextManager(object):
    """Storage between forward() and backward()."""

    def __init__(self):
        self.saved_tensors = []

    def save_for_backward(self, *tensors):
        for savedTensor in tensors:
            self.saved_tensors.append(savedTensor)


class BackwardFunction(object):
    """Node of an intermediate tensor."""

    def __init__(self, cls):
        self.ctx = ContextManager()
        self.operationClass = cls
        self.next_functions = []
        self.function_name = cls.__name__

    def apply(self, *incomingGradients):
        return self.operationClass.backward(self.ctx, *incomingGradients)
