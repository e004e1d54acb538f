# Every target sets up what it needs: a virtual environment in .venv, stamped with pyproject.toml's content.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
# More workers than processors: many tests wait for a packer or a build.
WORKERS ?= 3
STAMP  := $(VENV)/.installed-$(shell cksum pyproject.toml | cut -d' ' -f1)

.PHONY: demo test check bench format lint types contracts clean samples

$(STAMP): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --upgrade "pip>=25.1"
	$(BIN)/pip install --quiet --disable-pip-version-check --editable . --group dev
	@rm -f $(VENV)/.installed-*
	@touch $@

demo: $(STAMP)
	$(BIN)/python sample_packages/make_leaked_cli.py --out build/demo
	@echo
	$(BIN)/pkgaudit scan build/demo/dist; code=$$?; \
	  echo; echo "pkgaudit exited with $$code (1 = a release gate would stop here)"; test $$code -eq 1

# Everything but the tests marked `broad`, which fetch dozens of real tools and releases; `make check` runs those too.
test: $(STAMP)
	$(BIN)/python -m pytest -n $(WORKERS) -m "not broad" $(ARGS)

check: $(STAMP)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -n $(WORKERS) --cov --cov-report=term

bench: $(STAMP)
	$(BIN)/python -m benchmarks

format: $(STAMP)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

clean:
	rm -rf $(VENV) build dist .coverage* .mypy_cache .ruff_cache .pytest_cache
