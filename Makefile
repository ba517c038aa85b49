# Each target sets up what it needs; the second time it is quick.
PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/
UV_VERSION := 0.13.9
LOCK := uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--no-annotate --extra server --group dev --custom-compile-command "make lock" --quiet

.PHONY: demo test check nightly lock lock-check docs browser clean

demo: $(VENV)/ready
	$(RUN)evenhand demo

test: $(VENV)/ready browser
	$(RUN)pytest -n 2 --dist worksteal
	$(RUN)python tools/with_postgres.py $(RUN)pytest -n 2 --dist worksteal -m "not slow and not browser" \
		--ignore tests/web/test_every_address_has_a_rule.py tests/ops tests/web

check: $(VENV)/ready lock-check
	$(RUN)ruff check src tests benchmarks tools
	$(RUN)ruff format --check src tests benchmarks tools
	$(RUN)mypy
	$(RUN)lint-imports
	$(RUN)python tools/words.py --check
	$(RUN)python tools/reference.py --check

nightly: $(VENV)/ready browser
	$(RUN)pytest -n 2 --dist worksteal -m "slow or not slow"
	$(RUN)python tools/with_postgres.py $(RUN)pytest -n 2 --dist worksteal -m "slow or not slow" tests/ops tests/web
	$(RUN)python tools/upgrade_check.py
	$(RUN)python benchmarks/all.py

docs: $(VENV)/ready
	$(RUN)python tools/reference.py

# Chromium draws the documents in browser tests; without it those tests skip and say so.
browser:
	@command -v chromium >/dev/null || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null \
	&& apt-get update -qq && apt-get install -y -qq chromium fonts-noto-cjk >/dev/null; } || true

$(VENV)/bin/uv:
	$(PYTHON) -m venv $(VENV)
	$(RUN)pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)

$(VENV)/ready: $(VENV)/bin/uv pyproject.toml requirements.lock
	$(RUN)uv pip sync --quiet --python $(VENV) --require-hashes requirements.lock
	$(RUN)uv pip install --quiet --python $(VENV) --no-deps --no-build-isolation --editable .
	@touch $@

lock: $(VENV)/bin/uv
	$(RUN)$(LOCK) --output-file requirements.lock

# Resolves again with today's lock as preference: any difference means that pyproject.toml has moved on.
lock-check: $(VENV)/bin/uv
	@cp requirements.lock $(VENV)/requirements.check
	@$(RUN)$(LOCK) --output-file $(VENV)/requirements.check
	@diff -u requirements.lock $(VENV)/requirements.check || { echo "requirements.lock is behind pyproject.toml: run make lock"; exit 1; }

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
