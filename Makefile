# `make run` shows the app with a demo school, `make test` runs every test. Both set themselves up; the second time they are quick.

PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet install
# The first of these that runs and is 3.11 or newer; `make run PYTHON=...` names another.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo "$$p" && break; done)
UV ?= $(firstword $(wildcard $(BIN)/uv) uv)
LOCK := $(UV) pip compile --quiet --generate-hashes --universal --python-version 3.11 --no-annotate --no-emit-index-url \
	--no-emit-find-links --custom-compile-command "make lock"
# A copied folder must not run the code of the folder it was copied from.
$(if $(filter-out $(CURDIR),$(shell cat $(VENV)/at 2>/dev/null)),$(shell rm -rf $(VENV)))

.PHONY: run test lint translations lock bench clean
.DELETE_ON_ERROR:

run: $(VENV)/run
	@$(BIN)/schoolapp demo --port $(PORT)

test: $(VENV)/test
	@missing=$$(sh tests/needs.sh); test -z "$$missing" || { \
		echo "make test needs Debian packages that are not here: apt-get install $$missing" >&2; exit 1; }
	@$(BIN)/python -m pytest -q

lint: $(VENV)/test
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# Brings translations/ to what templates and code say, and compiles it.
translations: $(VENV)/test
	$(BIN)/python -m tests.habits.messages

bench: $(VENV)/run
	$(BIN)/python -m bench.run

# Pins every package with its hashes. Needs uv; run.txt and build.txt follow the versions of test.txt.
lock:
	@command -v $(UV) >/dev/null || { echo "make lock needs uv: pip install uv" >&2; exit 1; }
	$(LOCK) --upgrade requirements/test.in -o requirements/test.txt
	$(LOCK) -c requirements/test.txt requirements/run.in -o requirements/run.txt
	$(LOCK) -c requirements/test.txt requirements/build.in -o requirements/build.txt

clean:
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .coverage
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/run: requirements/run.txt requirements/build.txt setup.cfg pyproject.toml
	@test -n "$(PYTHON)" || { echo "schoolapp needs Python 3.11 or newer: apt-get install python3 python3-venv" >&2; exit 1; }
	@"$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "$(PYTHON) lacks venv: apt-get install python3-venv" >&2; exit 1; }
	@echo "Setting up $(VENV) (about a minute the first time) ..."
	@test -x $(BIN)/python || "$(PYTHON)" -m venv $(VENV)
	@printf '%s\n' "$(CURDIR)" > $(VENV)/at
	@$(PIP) --require-hashes -r requirements/build.txt
	@$(PIP) --require-hashes -r requirements/run.txt
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/test: $(VENV)/run requirements/test.txt
	@$(PIP) --require-hashes -r requirements/test.txt
	@touch $@
