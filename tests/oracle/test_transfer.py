"""examples/transfer.py, with the first network by PyTorch: its file is PyTorch's, and its answers are."""

import numpy as np
import torch

import mytorch
from examples import transfer
from mytorch.serialization import load_metadata


def test_layers_that_pytorch_trained_help_to_answer_another_question(tmp_path, capsys):
    path = str(tmp_path / "digits.safetensors")
    assert transfer.main(steps=60, path=path) > 0
    assert "with layers from torch" in capsys.readouterr().out
    assert load_metadata(path) == {}


def test_the_loaded_network_gives_the_answers_that_pytorchs_gives(tmp_path):
    from safetensors.torch import save_file

    theirs, ours = transfer.network(torch.nn), transfer.network(mytorch.nn)
    path = str(tmp_path / "digits.safetensors")
    save_file(theirs.state_dict(), path)
    ours.load_state_dict(mytorch.load(path))
    x = np.random.default_rng(0).random((5, 784), np.float32)
    expected = theirs(torch.tensor(x)).detach().numpy()
    np.testing.assert_allclose(ours(mytorch.tensor(x)).detach().numpy(), expected, rtol=1e-4, atol=1e-5)
