# Every target does the set-up it still needs. `make` alone lists them.

# pyenv may put a python3 on the PATH that fails, so take one that answers.
PYTHON ?= $(firstword $(foreach python,python3 /usr/bin/python3,$(shell $(python) --version >/dev/null 2>&1 && echo $(python))))
SETUP := $(PYTHON) -m scripts.setup
MINSHENG := .venv/bin/minsheng

.DEFAULT_GOAL := help
.PHONY: help setup run test check chat train eval eval-documents bench proof pins clean

help: ## List the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1	/p' $(MAKEFILE_LIST) | while IFS='	' read -r name text; do printf '  %-14s %s\n' "$$name" "$$text"; done

setup: python3 ## Install what `make run` needs
	@$(SETUP) app rasa web

run: setup ## Start the whole system, and stop it with Ctrl-C
	@$(MINSHENG) train
	@$(MINSHENG) policies build
	@exec $(MINSHENG) run

test: setup develop ## Run the tests, with real Redis, PostgreSQL, Rasa and Chromium
	@$(SETUP) test-services
	@$(MINSHENG) train
	@$(MINSHENG) policies build
	.venv/bin/pytest -m "not proof" -n auto --dist loadfile

check: develop ## Formatting, lint, types, layers and docs
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/mypy
	.venv/bin/pytest -q tests/test_repository.py

chat: setup ## Talk to it in the terminal
	@$(MINSHENG) train
	@$(MINSHENG) policies build
	@$(MINSHENG) chat

train: setup ## Train what is missing, build the index and check the list
	@$(MINSHENG) train
	@$(MINSHENG) policies build
	@$(MINSHENG) policies check

eval: train ## Measure search and answers on the shipped questions (FILE=… for others)
	@$(MINSHENG) policies eval $(or $(FILE),tests/questions/unseen.jsonl)

eval-documents: train develop ## Measure the pre-check on papers never seen before (SEEDS=1000:1005)
	.venv/bin/python -m bench.documents --seeds $(or $(SEEDS),1000:1005) --jobs $(or $(JOBS),2)

bench: train develop ## Measure whole turns against a stock Rasa project
	.venv/bin/python -m bench

proof: train develop ## Run the long tests too
	@$(SETUP) test-services
	.venv/bin/pytest

pins: python3 ## Resolve requirements/*.in anew into the pinned *.txt
	$(PYTHON) -m scripts.pin app dev rasa

clean: ## Delete what can be made again; with ALL=1 the database and the keys too
	@sh scripts/clean.sh $(ALL)

.PHONY: develop python3
develop: python3
	@$(SETUP) app dev

python3:
	@test -n "$(PYTHON)" || { echo 'No python3 answers on the PATH. On Debian: apt-get install python3 python3-venv'; exit 1; }
