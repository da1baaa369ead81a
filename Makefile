# Kunci. `make run` starts the dashboard, `make test` runs the tests; both set up .venv by themselves.
# `make help` lists the rest.

BIN := .venv/bin
PYTHON := $(BIN)/python
INSTALLED := .venv/.installed
DEV_INSTALLED := .venv/.installed-dev
PIP_INSTALL := $(PYTHON) -m pip --quiet --disable-pip-version-check install --require-hashes --only-binary :all:
LOCK := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate
# A process per core, at most four; the tests of a file share what it reads once.
AT_ONCE := --numprocesses auto --maxprocesses 4 --dist loadfile
SOURCES := app benchmarks kamlogic pages sample_data tests

.DEFAULT_GOAL := help
.PHONY: help run test check fix screenshots texts lock clean

# A .venv whose Python is gone (upgraded, or moved with the folder) is set up again, stamp or not.
ifneq ($(shell $(PYTHON) -c 'print(1)' 2>/dev/null),1)
.PHONY: $(INSTALLED)
endif

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## /make \1	/p' Makefile

run: $(INSTALLED) ## start the dashboard and open it in the browser
	@$(PYTHON) -m streamlit run app/server.py \
		--server.address localhost --server.showEmailPrompt false --browser.gatherUsageStats false

test: $(DEV_INSTALLED) ## run the tests
	@$(PYTHON) -m pytest $(AT_ONCE)

check: $(DEV_INSTALLED) ## format, lint, types, import contracts, tests with branch coverage of kamlogic
	$(PYTHON) -m ruff format --check $(SOURCES)
	$(PYTHON) -m ruff check $(SOURCES)
	$(PYTHON) -m mypy
	$(BIN)/lint-imports
	$(PYTHON) -m pytest $(AT_ONCE) --cov --cov-branch --cov-report term-missing:skip-covered --cov-fail-under 95

fix: $(DEV_INSTALLED) ## repair what can be repaired: imports, lint, format
	$(PYTHON) -m ruff check --fix $(SOURCES)
	$(PYTHON) -m ruff format $(SOURCES)

screenshots: $(DEV_INSTALLED) ## every page as PNG in screenshots/; FILES="a.csv b.csv" imports these first
	@$(PYTHON) -m tests.browser.screenshots $(FILES)

texts: $(DEV_INSTALLED) ## collect the texts of the code into kamlogic/locale/kunci.pot
	@$(PYTHON) tests/extract_texts.py kamlogic/locale/kunci.pot

lock: ## pin the newest allowed versions of all libraries (needs uv)
	@command -v uv >/dev/null || { echo "make lock needs uv: https://docs.astral.sh/uv/" >&2; exit 1; }
	$(LOCK) --upgrade requirements.in --output-file requirements.txt
	$(LOCK) --upgrade requirements-dev.in --output-file requirements-dev.txt

clean: ## remove .venv, caches and screenshots; the data of the dashboard lie elsewhere and stay
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .coverage .coverage.* screenshots
	find $(SOURCES) -name __pycache__ -type d -prune -exec rm -rf {} +

# The stamp is touched last: without it .venv is incomplete and made again from the start.
$(INSTALLED): requirements.txt
	@set -e; \
	if [ -e $(INSTALLED) ] && $(PYTHON) -c '' 2>/dev/null; then \
		rm -f $(INSTALLED) $(DEV_INSTALLED); \
	else \
		found=''; \
		for python in python3 python3.14 python3.13 python3.12 python3.11 python; do \
			if $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
				found=$$python; break; \
			fi; \
		done; \
		if [ -z "$$found" ]; then \
			echo "Kunci needs Python 3.11 or newer; found: $$(python3 --version 2>/dev/null || echo none)." >&2; exit 1; \
		fi; \
		if ! $$found -c 'import ensurepip, venv' 2>/dev/null; then \
			echo "Python's venv module is missing. On Debian or Ubuntu: apt install python3-venv" >&2; exit 1; \
		fi; \
		rm -rf .venv; \
		$$found -m venv .venv; \
	fi; \
	echo "Installing the libraries into .venv (a minute or two, only once) …"; \
	$(PIP_INSTALL) -r requirements.txt; \
	touch $(INSTALLED)

$(DEV_INSTALLED): requirements-dev.txt $(INSTALLED)
	@echo "Installing the libraries of the tests into .venv …"
	@$(PIP_INSTALL) -r requirements-dev.txt
	@touch $(DEV_INSTALLED)
