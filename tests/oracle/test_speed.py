"""How fast a step is beside PyTorch's, in one run."""

import pytest

from benchmarks.guard import TO_PYTORCH, cold_complaints, complaints


@pytest.mark.slow
@pytest.mark.parametrize("system", TO_PYTORCH)
def test_a_step_is_as_quick_beside_pytorchs_as_it_was(system):
    assert complaints({system: TO_PYTORCH[system]}, "pytorch", [1]) == []


@pytest.mark.slow
def test_the_mnist_command_takes_little_time_and_memory():
    assert cold_complaints() == []
