# One door for commands. `make` alone lists them.
.DEFAULT_GOAL := help
SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.overens-ready
UV := $(BIN)/uv
export PYTHONPATH := src:.

.PHONY: help setup run test check bench messages tables lock wheel screenshots

help: ## list these commands
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

setup: $(STAMP) ## build the environment in .venv, from the locked and hashed list

$(STAMP): requirements.lock requirements-dev.lock pyproject.toml hatch_build.py $(wildcard src/overens/locale/*/LC_MESSAGES/*.po)
	@echo "Overens: building the environment in $(VENV) (under a minute the first time) …"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@test -x $(UV) || $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-uv.lock
	@VIRTUAL_ENV=$(VENV) $(UV) pip sync --quiet --compile-bytecode --require-hashes requirements-dev.lock requirements-uv.lock
	@VIRTUAL_ENV=$(VENV) $(UV) pip install --quiet --no-deps --no-build-isolation --compile-bytecode --editable .
	@touch $@

run: setup ## start Overens with the demo on http://127.0.0.1:8000 (OVERENS_PORT, OVERENS_DATA)
	@$(BIN)/overens run --demo

test: setup ## all tests, on SQLite and then on PostgreSQL where one answers
	@$(BIN)/python -m tests

check: setup ## ruff, types, floors, missing migrations, missing translations
	@$(BIN)/python -m tests.checks

bench: setup ## measure, beside what it is compared with (ONLY=agreements,trail)
	@$(BIN)/python -m bench

messages: setup ## collect the sentences of the interface for translation, and compile what is translated
	@$(BIN)/python -m tests.messages
	@$(BIN)/python hatch_build.py

tables: setup ## write the tables of the documentation that are made of the code
	@DJANGO_SETTINGS_MODULE=tests.settings $(BIN)/python -m tests.tables

screenshots: setup ## take the pictures of the documentation again
	@$(BIN)/python -m tests.screenshots

lock: setup ## choose the newest versions and write them down with their hashes
	@$(UV) pip compile --quiet --upgrade --generate-hashes --no-emit-index-url --no-header --python-version 3.11 --universal pyproject.toml -o requirements.lock
	@$(UV) pip compile --quiet --upgrade --generate-hashes --no-emit-index-url --no-header --python-version 3.11 --universal --extra dev -c requirements.lock pyproject.toml -o requirements-dev.lock
	@echo uv | $(UV) pip compile --quiet --upgrade --generate-hashes --no-emit-index-url --no-header --universal - -o requirements-uv.lock

wheel: setup ## build the wheel into dist/
	@VIRTUAL_ENV=$(VENV) $(UV) build --quiet --wheel --no-build-isolation
	@ls dist/*.whl
