# make report   install the locked environment, analyse, execute the notebooks, build the site
# make test     all tests, the built site in a real browser included
# make help     the rest

PYTHON ?= python3
CORPUS ?= seeds

VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
# Notebooks run side by side, each in a process of its own; byte code is kept where an environment
# forbids it, since each of these processes would compile its libraries anew.
MAKEFLAGS += -j$(shell $(PYTHON) -c 'import os; print(os.cpu_count() or 1)')
export PYTHONDONTWRITEBYTECODE :=
.DEFAULT_GOAL := help

# Each corpus has a build folder of its own; seeds has build/ itself.
ifeq ($(patsubst %/,%,$(CORPUS)),seeds)
OUT := build
README_OF_SEEDS := --seeds-readme seeds/README.md
else
OUT := build/corpus-$(shell printf '%s' "$(CORPUS)" | cksum | cut -d' ' -f1)
endif

# What the tables depend on, and what only the notebooks do: a change rebuilds just what it must.
REPORTING := $(wildcard lib/tifa/studies/*.py lib/tifa/studies/*/*.py lib/tifa/statistics/*.py lib/tifa/passages/*.py lib/tifa/reader/*.py) \
  $(addprefix lib/tifa/, figures.py formulas/cardinals.py formulas/english.py formulas/pinyin.py report.py)
REPORT_DATA := $(addprefix lib/tifa/data/, accuracy.json actors.csv battle_stages.csv device_glosses.csv first_look.csv \
  formula_heads.csv frame_judgements.csv measure_words.csv provinces.json reader/reader.css reader/reader.js stop_words.txt word_glosses.csv)
ANALYSIS := $(filter-out $(REPORTING),$(wildcard lib/tifa/*.py lib/tifa/*/*.py)) \
  $(filter-out $(REPORT_DATA),$(wildcard lib/tifa/data/*.csv))
SITE_FILES := $(shell find site lib/tifa/data/reader -type f -not -name "*.pyc")
# Those that take longest are begun first.
LONGEST := $(patsubst %,notebooks/%.ipynb,04_rhetoric_comparison 05_validation 01_corpus_overview)
NOTEBOOKS := $(LONGEST) $(filter-out $(LONGEST),$(wildcard notebooks/[0-9]*.ipynb))
EXECUTED := $(NOTEBOOKS:notebooks/%=$(OUT)/notebooks/%)

.PHONY: help report test check bench peers lab notebooks accuracy lock audit clean FORCE

help: ## list the targets
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /make \1\t/' | expand -t 18

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' \
	  || { echo "tifa needs Python 3.11 to 3.13; name one with make PYTHON=python3.12 ..."; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

report: $(OUT)/site/index.html ## build the HTML report; CORPUS=path for your own articles
	@echo "report: $(OUT)/site/index.html"

# The contents of the corpus: rewritten only when a file in it has changed, come or gone.
$(OUT)/corpus.cksum: FORCE
	@mkdir -p $(OUT)
	@test -e "$(CORPUS)" || { echo "make: CORPUS=$(CORPUS): no such file or folder"; exit 1; }
	@find "$(CORPUS)" -type f -not -name '*.md' -exec cksum {} + | sort > $@.new
	@cmp -s $@.new $@ && rm $@.new || mv $@.new $@

$(OUT)/tables/documents.parquet: $(READY) $(OUT)/corpus.cksum $(ANALYSIS)
	$(BIN)/tifa analyse "$(CORPUS)" -o $(OUT)/tables

$(OUT)/notebooks/%.ipynb: notebooks/%.ipynb $(OUT)/tables/documents.parquet $(REPORTING) $(REPORT_DATA) tools/run_notebooks.py
	TIFA_CORPUS="$(abspath $(OUT)/tables)" $(BIN)/python tools/run_notebooks.py $< -o $(OUT)/notebooks

$(OUT)/site/index.html: $(EXECUTED) $(OUT)/tables/documents.parquet $(SITE_FILES) seeds/README.md
	$(BIN)/python site/build.py --notebooks $(OUT)/notebooks --tables $(OUT)/tables --out $(OUT)/site $(README_OF_SEEDS)
	@touch $@

test: $(READY) build/site/index.html ## run all tests
	TIFA_SITE=build/site TIFA_NOTEBOOKS=build/notebooks $(BIN)/python -m pytest

check: $(READY) ## lint, format and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(READY) build/peers/.ready ## speed, as ratios within one run
	$(BIN)/python bench/cleaning.py
	$(BIN)/python bench/formulas.py
	$(BIN)/python bench/frames.py build/peers/bin/python
	$(BIN)/python bench/passages.py
	$(BIN)/python bench/dates.py build/peers/bin/python
	$(BIN)/python bench/pipeline.py
	$(BIN)/python bench/linear.py

peers: $(READY) build/peers/.ready ## ask other libraries about the marked articles anew
	build/peers/bin/python bench/peers_times.py

# Other libraries to compare with, in an environment of their own.
build/peers/.ready: bench/requirements.txt
	$(PYTHON) -m venv build/peers
	build/peers/bin/python -m pip install --quiet --disable-pip-version-check -r $<
	@touch $@

lab: $(READY) ## open JupyterLab
	$(BIN)/jupyter lab --notebook-dir=notebooks

notebooks: $(EXECUTED) ## take the executed notebooks over into notebooks/
	cp -p $(EXECUTED) notebooks/
	rm -rf notebooks/data && cp -pR $(OUT)/notebooks/data notebooks/data

accuracy: $(READY) ## measure the parser on pages with hand-made results
	$(BIN)/python tests/accuracy.py

lock: $(READY) ## pin all requirements anew
	$(BIN)/uv pip compile pyproject.toml --all-extras --universal --fork-strategy fewest --python-version 3.11 \
	  --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header --quiet --upgrade \
	  -o requirements.lock

audit: ## look the pins up among known vulnerabilities; asks a server, so that no other target does it
	$(PYTHON) -m venv build/audit
	build/audit/bin/python -m pip install --quiet --disable-pip-version-check pip-audit
	build/audit/bin/pip-audit --requirement requirements.lock --require-hashes --disable-pip

clean: ## remove what was built, but not the environment
	rm -rf build
