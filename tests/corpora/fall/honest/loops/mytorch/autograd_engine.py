def backward(grad_fn, grad_of_outputs):
    # node and gradient, level by level; a node may be there several times, once for each path
    level = [[grad_fn, grad_of_outputs]]
    while len(level) > 0:
        next_level = []
        for node, grad in level:
            if node.function_name == "AccumulateGrad":
                node.apply(grad)
            else:
                grads = node.apply(grad)
                for i in range(len(node.next_functions)):
                    if node.next_functions[i] is not None:
                        next_level.append([node.next_functions[i], grads[i]])
        level = next_level


class Function:
    @staticmethod
    def forward(ctx, *args):
        raise NotImplementedError

    @staticmethod
    def backward(ctx, *grad_outputs):
        raise NotImplementedError

    @classmethod
    def apply(cls, *args):
        backward_function = BackwardFunction(cls)
        output_tensor = cls.forward(backward_function.ctx, *args)

        requires_grad = False
        for arg in args:
            if type(arg).__name__ == "Tensor":
                if arg.requires_grad:
                    requires_grad = True
                    if arg.is_leaf:
                        backward_function.next_functions.append(AccumulateGrad(arg))
                    else:
                        backward_function.next_functions.append(arg.grad_fn)
                else:
                    backward_function.next_functions.append(None)

        output_tensor.requires_grad = requires_grad
        output_tensor.is_leaf = not requires_grad
        if requires_grad:
            output_tensor.grad_fn = backward_function
        return output_tensor


class AccumulateGrad:
    def __init__(self, tensor):
        self.variable = tensor
        self.next_functions = []
        self.function_name = "AccumulateGrad"

    def apply(self, arg):
        if self.variable.grad is None:
            self.variable.grad = arg.copy()
        else:
            self.variable.grad = type(arg)(self.variable.grad.data + arg.data)


class ContextManager:
    def __init__(self):
        self.saved_tensors = []

    def save_for_backward(self, *args):
        for arg in args:
            self.saved_tensors.append(arg)


class BackwardFunction:
    def __init__(self, cls):
        self.ctx = ContextManager()
        self.cls = cls
        self.next_functions = []
        self.function_name = cls.__name__

    def apply(self, *args):
        grads = self.cls.backward(self.ctx, *args)
        if type(grads) == tuple or type(grads) == list:
            return grads
        return [grads]
