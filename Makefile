# The five commands that one needs. `make test` and the others make the environment first, where it is missing.
PYTHON = .venv/bin/python

.PHONY: help setup test lint bench grade
help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile

setup: .venv/bin/mytorch ## the environment in .venv, with what tests and checks need
.venv/bin/mytorch: pyproject.toml
	python3 -m venv .venv
	$(PYTHON) -m pip install -q -e '.[test,dev]'
	touch $@

test: setup ## the default tests, in about two minutes
	$(PYTHON) -m pytest

lint: setup ## ruff and mypy
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m mypy

bench: setup ## the time of a training step, beside other libraries
	$(PYTHON) cli.py bench

grade: setup ## this repository's own work, by the course's rules
	./grade.sh 1
	./grade.sh m
