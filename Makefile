# Two commands on a fresh machine: `make demo` and `make test`. Everything lands in .venv; nothing else is touched.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
DEMO   ?= demo-out

# For PyTorch's small CPU build where the registry offers a CUDA one (README).
ifdef PIP_EXTRA_INDEX_URL
export PIP_EXTRA_INDEX_URL
endif

.PHONY: demo install install-dev test check soak bench serve-vllm clean

demo: install ## three sample shops, their messages, and a gallery to look at
	$(BIN)/copilot demo --out $(DEMO)

install: $(VENV)/.installed
install-dev: $(VENV)/.installed-dev

# torch first and pinned: a looser range may bring several gigabytes of CUDA packages (see README).
$(VENV)/.installed: pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt torch
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	@touch $@

test: install-dev ## every property with reduced numbers, at most 10 minutes
	$(BIN)/python -m pytest -n 2

check: install-dev ## style, types, direction of imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

soak: install-dev ## the same properties in full size; resumable; prints a table
	$(BIN)/python -m soak

bench: install-dev ## timings, never asserted
	$(BIN)/python -m bench

serve-vllm: ## serve MODEL with vLLM from an environment of its own (serving/README.md)
	@test -n "$(MODEL)" || { echo 'usage: make serve-vllm MODEL=Qwen/Qwen3-8B [VLLM_VENV=.venv-vllm]'; exit 2; }
	$(or $(VLLM_VENV),.venv-vllm)/bin/python -m serving.command --run $(MODEL)

clean:
	rm -rf $(VENV) $(DEMO) .mypy_cache .ruff_cache .pytest_cache .soak
