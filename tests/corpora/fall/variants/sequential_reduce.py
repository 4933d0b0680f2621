"""Sequential by functools.reduce."""

BASE = "student"
EDITS = [
    (
        "mytorch/nn/sequential.py:Sequential.forward",
        """
        for layer in self.layers:
            x = layer(x)
        return x
        """,
        "return functools.reduce(lambda value, layer: layer(value), self.layers, x)",
    ),
    (
        "mytorch/nn/sequential.py",
        "from mytorch.nn.module import Module",
        """
        import functools

        from mytorch.nn.module import Module
        """,
    ),
]
