"""Batch norm as one operation, its derivative in closed form."""

BASE = "student"
EDITS = [
    (
        "mytorch/nn/batchnorm.py:BatchNorm1d.forward",
        """
        count = Tensor(np.array(float(m)))
        mean = x.sum(axis=0) / count
        centred = x - mean
        squares = (centred * centred).sum(axis=0)
        var = squares / count
        norm = centred / (var + self.eps).sqrt()
        alpha = 1 - self.momentum
        unbiased = squares.data / (m - 1)
        self.running_mean = Tensor(alpha * self.running_mean.data + self.momentum * mean.data)
        self.running_var = Tensor(alpha * self.running_var.data + self.momentum * unbiased)
        return self.gamma * norm + self.beta
        """,
        """
        alpha = 1 - self.momentum
        mean, unbiased = x.data.mean(axis=0), x.data.var(axis=0, ddof=1)
        self.running_mean = Tensor(alpha * self.running_mean.data + self.momentum * mean)
        self.running_var = Tensor(alpha * self.running_var.data + self.momentum * unbiased)
        return F.BatchNorm.apply(x, self.gamma, self.beta)
        """,
    ),
    (
        "mytorch/nn/batchnorm.py",
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
        class BatchNorm(Function):
            @staticmethod
            def forward(ctx, x, gamma, beta):
                std = np.sqrt(x.data.var(axis=0) + 1e-5)
                norm = (x.data - x.data.mean(axis=0)) / std
                ctx.std, ctx.norm, ctx.gamma = std, norm, gamma.data
                return make(gamma.data * norm + beta.data)

            @staticmethod
            def backward(ctx, grad_output):
                g, norm = grad_output.data, ctx.norm
                d = g * ctx.gamma
                dx = (d - d.mean(axis=0) - norm * (d * norm).mean(axis=0)) / ctx.std
                return make(dx), make((g * norm).sum(axis=0)), make(g.sum(axis=0))
        class ReLU(Function): ...
        """,
    ),
]
