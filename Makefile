# The front door. `make help` lists what there is.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/installed
# The tests of a file stay together: they share what is costly to make. Files begin in the order of
# tests/conftest.py, the longest first. A process takes up to 2 GB.
PYTEST := $(BIN)/python -m pytest --numprocesses logical --maxprocesses 4 --dist loadfile \
  --no-loadscope-reorder

COVERAGE := $(subst -m pytest,-m coverage run -m pytest,$(PYTEST))
PLAIN  := $(wildcard tests/sim/test_flow*.py) tests/sim/test_needs.py

.DEFAULT_GOAL := help
.PHONY: help setup demo test test-slow coverage mutants dashboard bench lint format lock clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(STAMP) ## Create .venv with the locked versions and the canaux command

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Canaux needs Python 3.11 or later: make PYTHON=python3.11 setup")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $(STAMP)

demo: setup ## Run France 2010-2015 and compare it with what the pollsters published
	$(BIN)/python -m canaux.demo

test: setup lint ## Lint, check types and layers, run the default tests
	$(PYTEST) -m "not slow"

test-slow: setup ## Run the precise, exhaustive and clean-install tests
	$(PYTEST) -m slow

# Lines of compiled code are not seen: tests of tiny worlds run once more with it as plain Python,
# where numpy says so when a multiplication of the random numbers wraps around, as it must.
coverage: setup ## Measure which lines the default tests run; below 92 % it fails
	@$(BIN)/python -c 'import coverage' 2> /dev/null || \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check 'coverage>=7.13,<8'
	$(BIN)/python -m coverage erase
	NUMBA_DISABLE_JIT=1 $(COVERAGE) -m "not slow" -W "ignore:overflow encountered" $(PLAIN)
	$(COVERAGE) -m "not slow and not browser" \
	  tests/sim tests/scenarios tests/calibration tests/dashboard tests/canaux
	$(BIN)/python -m coverage combine --quiet
	$(BIN)/python -m coverage report

mutants: setup ## Plant faults in copies of the sources, and see that tests find them
	$(BIN)/python -m mutants

dashboard: setup ## Open the dashboard's server on 127.0.0.1
	$(BIN)/canaux dashboard

bench: setup ## Measure speed, memory and the random streams
	$(BIN)/python -m benchmarks

lint: setup ## Check format, style, spelling, types and layers
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/codespell
	$(BIN)/mypy
	$(BIN)/lint-imports

format: setup ## Format the code and apply the safe fixes
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# The header and notes of uv name the index and the command line, which differ between machines.
lock: setup ## Renew requirements.lock for Python 3.11 to 3.13
	$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --extra test \
	  --fork-strategy fewest --no-header --no-annotate --no-emit-index-url --no-emit-find-links \
	  --output-file requirements.lock pyproject.toml

clean: ## Remove caches and builds, but neither .venv nor runs
	rm -rf build dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find canaux sim scenarios calibration dashboard tests benchmarks mutants -name __pycache__ \
	  -prune -exec rm -rf {} + 2>/dev/null || true
