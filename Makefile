# The five most important commands. `make test` and the others first make the environment if it is missing.
PYTHON = .venv/bin/python

.PHONY: help setup test lint bench grade
help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile

setup: .venv/bin/mytorch ## make the environment in .venv, with all packages for tests and checks
.venv/bin/mytorch: pyproject.toml
	python3 -m venv .venv
	$(PYTHON) -m pip install -q -e '.[test,dev]'
	touch $@

test: setup ## run the default tests, in about two minutes
	$(PYTHON) -m pytest

lint: setup ## run ruff and mypy
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m mypy

bench: setup ## compare the time of a training step with other libraries
	$(PYTHON) cli.py bench

grade: setup ## grade this repository's own work by the course's rules
	./grade.sh 1
	./grade.sh m
