# The two commands: `make demo` and `make test`. Everything they need they install themselves.
SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.installed-from
PEERS := .cache/bench/peers
NAME_PEERS := .cache/bench/name-peers

.PHONY: demo test bench install format docs lock clean

demo: install
	rm -rf demo
	$(BIN)/todos demo demo

test: install
	sh .ci/system-packages chromium gcc libc6-dev libreoffice-calc-nogui postgresql systemd
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/pytest -rs

# ONLY="febrl* splink": data sets and contestants; SCALE=5M: the largest; REPEAT=3: the fastest of 3.
bench: install $(PEERS)/.installed $(NAME_PEERS)/.installed
	$(BIN)/python -m todos.benchmarks --only "$(ONLY)" $(if $(SCALE),--scale $(SCALE)) \
	  $(if $(REPEAT),--repeat $(REPEAT))

# The peers live apart: they and we need different versions of the same libraries.
$(PEERS)/.installed: benchmarks/requirements.lock
$(NAME_PEERS)/.installed: benchmarks/names.lock
$(NAME_PEERS)/.installed: SYSTEM := g++ libicu-dev pkg-config python3-dev
$(PEERS)/.installed $(NAME_PEERS)/.installed:
	$(if $(SYSTEM),sh .ci/system-packages $(SYSTEM))
	rm -rf $(@D)
	$(PYTHON) -m venv $(@D)
	$(@D)/bin/pip install --quiet --disable-pip-version-check --require-hashes -r $< \
	  && touch $@ || { rm -rf $(@D); echo "$<: not installed; its rows will say so"; }

install: $(READY)

# The mark holds the hash of what was installed, so that a changed lock installs again.
$(READY): requirements.lock requirements-followthemoney.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit("todos needs Python 3.11 or newer") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV) || { sh .ci/system-packages python3-venv && rm -rf $(VENV) && $(PYTHON) -m venv $(VENV); }
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	sh .ci/system-packages g++ libicu-dev pkg-config python3-dev
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes \
	  -r requirements-followthemoney.lock || { echo "FollowTheMoney is not installed: no such exports"; test -z "$$CI"; }
	touch $(READY)

format: install
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

docs: install
	$(BIN)/python docs/make.py

lock: install
	$(BIN)/pip install --quiet uv
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --extra dev \
	  --no-header --quiet -o requirements.lock pyproject.toml
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes \
	  --extra followthemoney -c requirements.lock --no-header --quiet \
	  -o requirements-followthemoney.lock pyproject.toml

clean:
	rm -rf $(VENV) .cache demo dist
