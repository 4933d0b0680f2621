"""Tests that the output of `--help` is understandable without knowing the source."""

import re

import click
import pytest
from click.testing import CliRunner

from cli import main

OPTIONS = [
    pytest.param(command, option, id=f"{name} {option.opts[-1]}")
    for name, command in main.commands.items()
    for option in command.params
    if isinstance(option, click.Option)
]
UNITS = {
    "--epochs": "passes over all training images",
    "--batch-size": "images",
    "--timeout": "seconds",
    "--rounds": "0.07 seconds",
    "--clock": "seconds",
    "--networks": "networks",
    "--max-depth": "layers",
    "--bn": "layers",
    "--hidden": "units",
    "--jobs": "hand-ins",
    "--threads": "threads",
}


@pytest.mark.parametrize(("command", "option"), OPTIONS)
def test_an_option_is_explained_in_full_phrases(command, option):
    phrase = re.split(r"  (?=\[default: )", option.help)[0]
    assert phrase[0].isupper()
    assert phrase.endswith(".")
    assert len(phrase.split()) >= 6
    assert UNITS.get(option.opts[-1], "") in phrase
    if option.is_flag:
        assert re.search(r"Without it|instead", phrase)
    else:
        context = click.Context(command, show_default=main.context_settings["show_default"])
        assert "[default: " in option.get_help_record(context)[1]


@pytest.mark.parametrize("name", main.commands)
def test_a_page_of_help_fits_a_terminal_and_says_how_a_command_ends(name):
    run = CliRunner().invoke(main, [name, "--help"], terminal_width=80)
    assert run.exit_code == 0
    assert max(map(len, run.stdout.splitlines())) <= 80
    assert "Exit code 0: " in run.stdout


def test_the_list_of_commands_cuts_no_phrase_off():
    run = CliRunner().invoke(main, ["--help"], terminal_width=80)
    lines = run.stdout.split("Commands:\n")[1].splitlines()
    assert len(lines) == len(main.commands)
    assert all(line.endswith(".") and not line.endswith("...") for line in lines)
