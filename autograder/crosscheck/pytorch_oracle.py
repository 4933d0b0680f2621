"""PyTorch's result for a problem, if PyTorch is installed. For networks, only this file imports it."""

from importlib import metadata
from importlib.util import find_spec

from autograder.crosscheck.dialects import Answers
from autograder.crosscheck.problems import Problem

__all__ = ["by_pytorch", "version"]


def version() -> str | None:
    """The version of PyTorch, or None if it is not installed."""
    return metadata.version("torch") if find_spec("torch") else None


def by_pytorch(problem: Problem) -> Answers:
    """Outputs, loss and gradients in Spring's dialect, computed in double precision.

    It uses Spring's arrays, and functions instead of layers. So only one thing must be converted: gradients
    of weights and biases are those of the mean loss.
    """
    import torch  # imported here, because it takes seconds
    from torch.nn import functional

    torch.set_num_threads(1)
    problem = problem.to("float64")

    def leaf(array):  # type: ignore[no-untyped-def]
        return torch.tensor(array, requires_grad=True)

    x = start = leaf(problem.x)
    leaves = {"dx": start}
    for i, (W, b, activation) in enumerate(
        zip(problem.weights, problem.biases, problem.activations, strict=True), start=1
    ):
        leaves |= {f"dW{i}": leaf(W), f"db{i}": leaf(b)}
        x = x @ leaves[f"dW{i}"] + leaves[f"db{i}"]
        if i <= len(problem.gammas):
            leaves |= {f"dgamma{i}": leaf(problem.gammas[i - 1]), f"dbeta{i}": leaf(problem.betas[i - 1])}
            gamma, beta = leaves[f"dgamma{i}"].reshape(-1), leaves[f"dbeta{i}"].reshape(-1)
            x = functional.batch_norm(x, None, None, gamma, beta, training=True, eps=1e-8)
        if activation != "Identity":
            x = getattr(torch, activation.lower())(x)
    if problem.cross_entropy:
        loss = functional.cross_entropy(x, torch.tensor(problem.labels), reduction="sum")
    else:
        loss = (x * torch.tensor(problem.upstream)).sum()
    loss.backward()
    answers = {"outputs": x.detach().numpy(), "loss": loss.detach().numpy()}
    for name, tensor in leaves.items():
        averaged = name.startswith("dW") or (name.startswith("db") and not name.startswith("dbeta"))
        answers[name] = tensor.grad.numpy() / (len(problem.x) if averaged else 1)
    return answers
