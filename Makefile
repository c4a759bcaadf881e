# Two commands matter: `make run` and `make test`. Each does its own set-up once and not again.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
CLUSTER := $(VENV)/cluster
PORT ?= 8501
FIGURES ?= figures

.DEFAULT_GOAL := help
.PHONY: help run test test-slow test-cluster lint bench pictures refresh keep derive check rebuild format sql lock clean

help:  ## what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(VENV)/.app  ## start the app on http://localhost:8501
	$(BIN)/streamlit run app.py --server.port $(PORT)

test: $(VENV)/.tests lint  ## lint, types, unit tests, page tests, a browser journey for each page
	$(BIN)/python -m pytest -m "not slow and not cluster" -n 2

test-slow: $(VENV)/.tests  ## every control of every page, both widths and themes, restarts, the image, a server by the docs
	$(BIN)/python -m pytest -m slow -n 2 --ignore=tests/hosting
	$(BIN)/python -m pytest -m slow -n 2 --dist loadfile tests/hosting

test-cluster: $(CLUSTER)/.cluster  ## a Spark of its own, ClickHouse's engine and an S3 server against DuckDB
	$(CLUSTER)/bin/python -m pytest -m cluster tests/cluster

lint: $(VENV)/.tests  ## lint, format check, types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(VENV)/.tests  ## put every file into the one format
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/.tests  ## measure pages, exports, a refresh, the whole Hub, viewers and processes: bench/results
	$(BIN)/python -m bench

pictures: $(VENV)/.tests  ## take the pictures in the README anew
	$(BIN)/python -m bench.pictures

refresh: $(VENV)/.app  ## bring every table up to today from the services themselves
	$(BIN)/python -m lib.refresh

keep: $(VENV)/.app  ## keep the registry as it is today, so that frozen links show it; after each change of it
	$(BIN)/python -m lib.refresh --keep-registry

derive: $(VENV)/.app  ## derive anew what pages read of the table of models; a refresh keeps it up to date
	$(BIN)/python -m lib.refresh --derive

check: $(VENV)/.app  ## read every snapshot through checksum, contract and registry
	$(BIN)/python -m lib.refresh --check

rebuild: $(VENV)/.app  ## write the shipped tables again from a folder of figure files: make rebuild FIGURES=folder
	$(BIN)/python -m lib.refresh --figures $(FIGURES)

sql: $(VENV)/.tests  ## write what DuckDB runs to derive, after a change of lib/derived/steps.py
	$(BIN)/python -m lib.derived.sql

lock: $(VENV)/.tests  ## pin every package with its checksums: requirements.lock, after a change of requirements.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		--no-emit-index-url --no-emit-find-links requirements.txt --output-file requirements.lock

clean:  ## take away what the set-up installed
	rm -rf $(VENV) .pytest_cache .ruff_cache .mypy_cache

$(VENV)/.app: requirements.txt
	@PYTHON=$(PYTHON) VENV=$(VENV) sh set_up.sh app

$(VENV)/.tests: requirements-dev.txt $(VENV)/.app
	@PYTHON=$(PYTHON) VENV=$(VENV) sh set_up.sh tests

$(CLUSTER)/.cluster: requirements-cluster.txt requirements.txt
	@mkdir -p $(VENV)
	@PYTHON=$(PYTHON) VENV=$(CLUSTER) sh set_up.sh cluster
