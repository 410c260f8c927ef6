# make chat    install, index the starter library, open the page
# make test    install and pass every check
# make install TORCH_INDEX=URL   take torch from an index of your choice (its CPU build is small)

PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed

.PHONY: install chat test lint check-types check-imports pytest offline bench

install: $(STAMP)

$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' || \
	  { echo "Python 3.11, 3.12 or 3.13 is needed. Name one: make install PYTHON=python3.12"; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(if $(TORCH_INDEX),$(BIN)/pip install --quiet -c constraints.txt --index-url $(TORCH_INDEX) torch)
	$(BIN)/pip install --quiet -c constraints.txt -e '.[dev]'
	touch $@

chat: install
	$(BIN)/staffride chat

test: install lint check-types check-imports pytest

lint:
	$(BIN)/ruff check
	$(BIN)/ruff format --check

check-types:
	$(BIN)/mypy

check-imports:
	$(BIN)/lint-imports

pytest:
	$(BIN)/pytest

# The tests where the only network is loopback: proof that nothing is fetched.
offline: install
	unshare --net --map-root-user sh -c 'ip link set lo up && exec $(BIN)/pytest'

# The stock recipe that `staffride eval speed` compares with. Its packages bound each other's
# versions so that no set of them resolves beside ours, and work all the same.
bench: install
	$(BIN)/pip install --quiet --no-deps -c constraints.txt langchain-chroma langchain-classic \
	  langchain-community langchain-huggingface langchain-text-splitters \
	  dataclasses-json marshmallow typing-inspect httpx-sse aiohttp aiosignal aiohappyeyeballs \
	  frozenlist multidict yarl propcache attrs requests-toolbelt
