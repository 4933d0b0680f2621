"""Intermediate tensors keep their gradient."""

BASE = "student"
PROBLEM = "autograd"
HYPOTHESIS = "gradient where none is due"
EDITS = [
    (
        "mytorch/autograd_engine.py:Function.apply",
        """
        if output.requires_grad:
            output.grad_fn = node
        """,
        """
        if output.requires_grad:
            output.grad_fn = node
            node.output = output
        """,
    ),
    (
        "mytorch/autograd_engine.py:backward",
        "results = node.apply(grad)",
        """
        node.output.grad = grad
        results = node.apply(grad)
        """,
    ),
]
