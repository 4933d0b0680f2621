"""examples/char_gru.py, with a few names and a few steps."""

import importlib.resources

import numpy as np
import pytest

from examples import char_gru


def test_the_loss_falls_and_names_are_made_up(capsys):
    losses = char_gru.main(["ann", "anna", "hannah"], steps=30, hidden_size=8)
    assert len(losses) == 30
    assert losses[0] == pytest.approx(np.log(27), rel=0.1)  # nothing is known of 27 letters
    assert np.mean(losses[-5:]) < 1.5
    assert len(capsys.readouterr().out.split()) <= 20


def test_without_the_lists_it_says_what_to_install(monkeypatch):
    def missing(name):
        raise ModuleNotFoundError(name)

    monkeypatch.setattr(importlib.resources, "files", missing)
    with pytest.raises(SystemExit, match="pip install names"):
        char_gru.main()


def test_both_lists_are_read_and_each_name_once(monkeypatch, tmp_path):
    (tmp_path / "dist.female.first").write_text("ANN  1.0  1.0  1\nLEE  0.5  1.5  2\n")
    (tmp_path / "dist.male.first").write_text("LEE  1.0  1.0  1\nBOB  0.5  1.5  2\n")
    monkeypatch.setattr(importlib.resources, "files", lambda name: tmp_path)
    assert char_gru.read_names() == ["ann", "bob", "lee"]
