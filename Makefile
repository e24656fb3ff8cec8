# Vietwire: what can be made. `make` alone lists it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
VIETWIRE := $(BIN)/python -m worker
TRAINING ?= var/training-venv/bin/python
PACKAGE ?= $(firstword $(wildcard models/*.argosmodel))
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help demo run test lint test-compose test-readers test-browser test-training coverage evaluate-model bench lock migration

help: ## list what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

# Stamps say which lock file the environment was made from; the developers' one holds the product's too.
$(VENV)/.product: requirements.lock
	@echo "Installing Vietwire's dependencies into $(VENV) (about 350 MB) ..."
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/pip install --quiet --no-compile --no-deps --require-hashes -r requirements.lock
	@touch $@

$(VENV)/.dev: requirements-dev.lock
	@echo "Installing the tools for tests and lint into $(VENV) ..."
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/pip install --quiet --no-compile --no-deps --require-hashes -r requirements-dev.lock
	@touch $@ $(VENV)/.product

# The package in the repository, installed again only when another one has come.
MODEL := var/.model-installed
$(MODEL): $(VENV)/.product config/models.toml $(wildcard models/*.argosmodel)
	@$(VIETWIRE) models install
	@mkdir -p $(@D) && touch $@

demo: $(MODEL) ## translate the sample articles and publish them under public/
	@$(VIETWIRE) demo

run: $(MODEL) ## poll, translate, publish and serve on http://127.0.0.1:8080/ in one process
	@$(VIETWIRE) run

test: $(VENV)/.dev ## the whole test suite: no root, nothing but loopback
	$(BIN)/python -m pytest -m "not e2e and not readers and not browser"

lint: $(VENV)/.dev ## style, types and architecture
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

test-compose: $(VENV)/.dev ## build the image and run the stacks of docker-compose.yml (needs a Docker engine)
	$(BIN)/python -m pytest -m e2e tests/e2e

test-readers: $(VENV)/.dev ## drive real feed readers (needs the Debian packages newsboat, rss2email, sfeed)
	@test -x var/readers/bin/python || $(PYTHON) -m venv var/readers
	@var/readers/bin/pip install --quiet -r tests/readers/requirements.txt
	READERS_PYTHON=$(CURDIR)/var/readers/bin/python $(BIN)/python -m pytest -m readers tests/readers

test-browser: $(VENV)/.dev ## drive a real browser (needs the Debian packages chromium, chromium-driver)
	@test -x var/browser/bin/python || $(PYTHON) -m venv var/browser
	@var/browser/bin/pip install --quiet --no-deps -r tests/browser/requirements.txt
	PYTHONPATH=$$($(BIN)/python -c 'import site; print(site.getsitepackages()[0])') var/browser/bin/python -m pytest -m browser tests/browser

test-training: $(VENV)/.dev ## check how models are trained (TRAINING=python with models/training/requirements.txt)
	PYTHONPATH=$$($(BIN)/python -c 'import site; print(site.getsitepackages()[0])') $(TRAINING) -m pytest tests/trainer

coverage: $(VENV)/.dev ## line coverage of worker/core and feeds; fails under 95 %
	$(BIN)/python -m pytest -q tests/core tests/feeds --cov=worker/core --cov=feeds --cov-report=term:skip-covered --cov-fail-under=95

evaluate-model: $(VENV)/.dev ## measure a model package: make evaluate-model CORPUS=folder [PACKAGE=file]
	$(BIN)/python -m models.training.evaluate $(PACKAGE) --corpus $(CORPUS)

bench: $(VENV)/.dev ## measure: see benchmarks/README.md for each command by itself
	$(BIN)/python benchmarks/throughput.py

lock: ## remake the lock files from pyproject.toml (needs uv)
	uv pip compile --quiet --generate-hashes --no-emit-index-url --no-header --python-version 3.11 --override overrides.txt pyproject.toml -o requirements.lock
	uv pip compile --quiet --generate-hashes --no-emit-index-url --no-header --python-version 3.11 --override overrides.txt --extra dev -c requirements.lock pyproject.toml -o requirements-dev.lock

migration: $(VENV)/.dev ## write a migration from what changed in the tables: make migration m="why"
	$(BIN)/python -c "from worker.adapters.database import draft_migration; draft_migration('$(m)')"
