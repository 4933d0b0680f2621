"""The linear layer as one operation."""

BASE = "student"
EDITS = [
    (
        "mytorch/nn/linear.py:Linear.forward",
        "return x @ self.weight.T() + self.bias",
        "return F.Linear.apply(x, self.weight, self.bias)",
    ),
    (
        "mytorch/nn/linear.py",
        "from mytorch.nn.module import Module",
        """
        import mytorch.nn.functional as F
        from mytorch.nn.module import Module
        """,
    ),
    (
        "mytorch/nn/functional.py",
        "class ReLU(Function): ...",
        """
        class Linear(Function):
            @staticmethod
            def forward(ctx, x, weight, bias):
                ctx.save_for_backward(x, weight)
                return make(x.data @ weight.data.T + bias.data)

            @staticmethod
            def backward(ctx, grad_output):
                x, weight = ctx.saved_tensors
                g = grad_output.data
                return make(g @ weight.data), make(g.T @ x.data), make(g.sum(axis=0))
        class ReLU(Function): ...
        """,
    ),
]
