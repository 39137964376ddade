# Everything a fresh machine with Python 3.11+, pip and make needs. `make help` lists the words.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready-$(shell cat pyproject.toml constraints.txt Makefile | cksum | tr -d ' ')

.PHONY: help setup run test check lint types contracts gate fuzz bench screenshots validators clean

help: ## This list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

setup: $(READY) ## Make .venv with Tipsheet and all its tools

$(READY): pyproject.toml constraints.txt
	@command -v $(PYTHON) >/dev/null || { echo "make: $(PYTHON) is not installed; say PYTHON=/path/to/python3.11" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "make: Tipsheet needs Python 3.11 or newer" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade-strategy only-if-needed uv -c constraints.txt
	$(BIN)/uv pip install --quiet --python $(BIN)/python -c constraints.txt -e . --group dev
	@rm -f $(VENV)/.ready-*
	@touch $@

run: setup ## Run the whole pipeline on the bundled demo press; works offline
	$(BIN)/tipsheet demo --out demo-out

test: setup ## All tests, on all processors
	$(BIN)/pytest -n auto --dist loadfile

check: lint types contracts test ## Lint, types, import contracts and tests

lint: setup ## ruff
	$(BIN)/ruff check src tests benchmarks scripts
	$(BIN)/ruff format --check src tests benchmarks scripts

types: setup ## mypy, strict
	$(BIN)/mypy

contracts: setup ## Who may import whom
	$(BIN)/lint-imports

gate: setup ## The quality gates alone
	$(BIN)/pytest -m shared

screenshots: setup ## Pictures of the demo's pages into docs/screenshots
	$(BIN)/python scripts/screenshots.py

validators: ## Validators of pages, mail and sitemaps for the tests; needs Node.js 20 and npm
	npm ci --silent --no-audit --no-fund --prefix tests/node

clean: ## Remove what was built
	rm -rf $(VENV) demo-out
