"""JAX, its whole step compiled: gather, forward, backward and update in one jitted function."""

import contextlib
import os
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp

from benchmarks.systems import System
from benchmarks.workloads import LR, MOMENTUM, Problem

__all__ = ["KINDS", "LIBRARY", "set_threads"]

LIBRARY = jax
EPS, BN_MOMENTUM = 1e-5, 0.1  # PyTorch's


def set_threads(count: int) -> None:
    """XLA starts as many threads as the process may use cores at that moment."""
    if not os.path.exists("/proc/self/task"):
        return
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, sorted(cores)[:count])
    jax.devices()
    for thread in map(int, os.listdir("/proc/self/task")):
        with contextlib.suppress(ProcessLookupError):  # one that has ended meanwhile
            os.sched_setaffinity(thread, cores)


class Training(System):
    def __init__(self, problem: Problem) -> None:
        jax.config.update("jax_enable_x64", problem.dtype == "float64")
        workload = problem.workload
        self.images, self.labels = jnp.asarray(problem.images), jnp.asarray(problem.labels)
        self.batches = [jnp.asarray(rows) for rows in problem.batches]
        params: dict[str, Any] = {"linear": [(jnp.asarray(W), jnp.asarray(b)) for W, b in problem.weights]}
        widths, dtype = workload.sizes[1 : workload.bn + 1], problem.dtype
        params["bn"] = [(jnp.ones(n, dtype), jnp.zeros(n, dtype)) for n in widths]
        running = [(jnp.zeros(n, dtype), jnp.ones(n, dtype)) for n in widths]
        self.state = (params, jax.tree.map(jnp.zeros_like, params), running)
        self.train = jax.jit(partial(_train, workload.activation), donate_argnums=0)
        self.latest: Any = None

    def step(self, number: int) -> None:
        rows = self.batches[number % len(self.batches)]
        self.state, self.latest = self.train(self.state, self.images, self.labels, rows)

    def steps(self, numbers: range) -> None:
        super().steps(numbers)
        jax.block_until_ready((self.state, self.latest))

    def loss(self) -> float:
        return float(self.latest)


def _train(activation: str, state: Any, images: Any, labels: Any, rows: Any) -> Any:
    params, velocity, running = state
    x, truth = images[rows], labels[rows]
    (loss, running), grads = jax.value_and_grad(_loss, has_aux=True)(params, running, activation, x, truth)
    velocity = jax.tree.map(lambda v, g: MOMENTUM * v + g, velocity, grads)
    params = jax.tree.map(lambda p, v: p - LR * v, params, velocity)
    return (params, velocity, running), loss


def _loss(params: Any, running: Any, activation: str, x: Any, truth: Any) -> Any:
    moved = []
    for i, (W, b) in enumerate(params["linear"]):
        x = x @ W + b
        if i < len(running):
            (gamma, beta), (mean, var) = params["bn"][i], (x.mean(0), x.var(0))
            x = (x - mean) * (gamma / jnp.sqrt(var + EPS)) + beta
            unbiased = var * (len(x) / (len(x) - 1))
            old_mean, old_var = running[i]
            moved.append(
                (old_mean + BN_MOMENTUM * (mean - old_mean), old_var + BN_MOMENTUM * (unbiased - old_var))
            )
        if i < len(params["linear"]) - 1:
            x = jax.nn.relu(x) if activation == "ReLU" else jax.nn.sigmoid(x)
    picked = jnp.take_along_axis(jax.nn.log_softmax(x), truth[:, None], 1)
    return -picked.mean(), moved


KINDS = {"training": Training}
