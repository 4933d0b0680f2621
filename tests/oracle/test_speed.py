"""How fast a step is beside PyTorch's, in one run."""

import pytest

from benchmarks.guard import TO_PYTORCH, cold_complaints, complaints


@pytest.mark.slow
@pytest.mark.parametrize("system", TO_PYTORCH)
def test_a_step_takes_less_than_pytorchs(system):
    assert complaints({system: TO_PYTORCH[system]}, "pytorch", [1, 2]) == []


@pytest.mark.slow
def test_the_mnist_command_takes_little_time_and_memory():
    assert cold_complaints() == []
