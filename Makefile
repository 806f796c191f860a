# Every target sets itself up: all that is needed is Python (3.11-3.14) and make. PYTHON= picks the interpreter, VENV= the folder.
PYTHON ?= python3
VENV   ?= .venv
PEERS  ?= .peers
OUT    ?= out/digits
ROWS   ?=
ROUNDS ?= 5
WORKERS ?= 2
FILES  ?= 20000

BIN   := $(VENV)/bin
STAMP := $(VENV)/.tenfold-installed
NATIVE := src/tenfold/runtime/native

.PHONY: help install demo examples test lint format types layout native sanitize native-arm unit test-long fuzz agreement mutants here compat bench performance golden peers doctor clean
.DEFAULT_GOAL := help

help:  ## what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## */\1|/' | awk -F'|' '{printf "make %-11s %s\n", $$1, $$2}'

install: $(STAMP)  ## a virtual environment in .venv with tenfold, XLA and the development tools

$(STAMP): pyproject.toml setup.py $(NATIVE)/compiling.py $(wildcard $(NATIVE)/sources/*)
	@$(PYTHON) -c 'import sys; v = sys.version_info; sys.exit(0 if (3, 11) <= v[:2] < (3, 15) else \
		"tenfold needs Python 3.11-3.14; $(PYTHON) is %d.%d. Name another: make PYTHON=python3.12" % v[:2])'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --editable '.[xla,dev]'
	@$(BIN)/tenfold doctor | grep '^native'
	@touch $@

demo: $(STAMP)  ## train a CNN on real handwritten digits with an unchanged TensorFlow program
	@mkdir -p $(OUT)
	$(BIN)/tenfold run examples/digits_cnn.py $(OUT)

examples: $(STAMP)  ## run the short programs in examples/
	@set -e; for program in linear_regression_tape functional_mlp tf1_session tfrecords custom_training_loop dynamic_rnn \
		beam_search gradient_checkpointing gan_two_tapes policy_gradient input_pipeline; do \
		echo "== examples/$$program.py"; $(BIN)/tenfold run examples/$$program.py; done

# mypy is one process, and tests wait now and then: side by side they take less. Where one fails the other is heard out.
test: lint layout  ## everything continuous integration checks
	@$(MAKE) --no-print-directory --jobs 2 types unit
	@$(MAKE) --no-print-directory here

lint: $(STAMP)  ## ruff: rules and format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

format: $(STAMP)  ## let ruff mend what it can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

types: $(STAMP)  ## mypy: signatures, and bodies where pyproject.toml says so
	$(BIN)/mypy

layout: $(STAMP)  ## each floor imports only from the floors above it
	$(BIN)/python tools/check_layout.py

native: $(STAMP)  ## the kernels in C++, compiled in place
	$(BIN)/python $(NATIVE)/compiling.py

sanitize:  ## the kernels against plain loops, with the address, undefined behaviour and thread sanitizers
	$(PYTHON) tools/native_check.py wide address thread

native-arm:  ## the same for aarch64, cross-compiled and emulated: needs g++-aarch64-linux-gnu and qemu-user
	$(PYTHON) tools/native_check.py arm

unit: $(STAMP)  ## the tests alone
	$(BIN)/python -m pytest -n $(WORKERS)

test-long: $(STAMP)  ## tests that take minutes: wheels in clean environments, 500 and more kills of saving processes
	$(BIN)/python -m pytest -m long

fuzz: $(STAMP)  ## 20,000 damaged files of every format: an answer, or an error that names the file
	$(BIN)/python tests/io/fuzz.py --count $(FILES)

agreement: $(STAMP) $(if $(wildcard $(PEERS)/tf/bin/python),,$(PEERS)/.installed)  ## 20,000 good calls of public functions, here and in TensorFlow: what differs
	$(BIN)/python tests/agreement/main.py --oracle $(PEERS)/tf/bin/python

mutants: $(STAMP)  ## 150 small faults put into core, runtime and keras/training one by one: which the tests do not see
	$(BIN)/python tools/mutants.py

here: $(STAMP)  ## which Python and libraries `make test` runs with
	@$(BIN)/python tools/compat.py --here

compat: $(STAMP)  ## the tests on every supported Python at hand, and with the oldest libraries
	$(BIN)/python tools/compat.py -n $(WORKERS)

peers: $(PEERS)/.installed  ## TensorFlow, Keras on JAX and PyTorch in environments of their own, under .peers

$(PEERS)/.installed: benchmarks/make_peers.sh
	PYTHON=$(PYTHON) benchmarks/make_peers.sh $(PEERS)
	@touch $@

bench: $(STAMP) $(if $(wildcard $(PEERS)/tf/bin/python),,$(PEERS)/.installed)  ## side by side with the peers; writes the README's table
	$(BIN)/python benchmarks/run.py --peers $(PEERS) --rounds $(ROUNDS) --readme $(if $(ROWS),--rows $(ROWS))

performance: native $(if $(wildcard $(PEERS)/torch/bin/python),,$(PEERS)/.installed)  ## networks, kernels and formats of files beside the peers (ONLY=bytes: one of these); writes docs/performance.md
	$(BIN)/python benchmarks/performance.py --peers $(PEERS) --rounds $(ROUNDS) $(if $(ONLY),--only $(ONLY))

golden: $(if $(wildcard $(PEERS)/tf/bin/python),,$(PEERS)/.installed)  ## record the golden values of the tests from TensorFlow again
	@set -e; for script in $$(find tests -path '*golden*' -name 'record*.py' | sort); do \
		echo "== $$script"; TF_USE_LEGACY_KERAS=1 $(PEERS)/tf/bin/python $$script; done

doctor: $(STAMP)  ## what this machine has
	$(BIN)/tenfold doctor

clean:  ## remove what make built, the environments aside
	rm -rf out build dist .pytest_cache .mypy_cache .ruff_cache
