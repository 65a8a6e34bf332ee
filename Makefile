# make demo           the two-minute tour: install, index the sample, search it, serve the page
# make demo SERVE=0   the same without the page
# make test           every check: style, types, import rules, tests
# make torture        crashes, full disks, damaged files, attacks: an hour, or SHARE=0.1 of it
# make audit          known flaws of what Kashaf runs on, and of its own code; asks the network
# make fuzz           queries and files made up by coverage, FUZZ_SECONDS each; Linux on x86-64
# make bench          speed and memory beside other engines; BENCH=--page: of the search page
PYTHON ?= python3
SERVE ?= 1
SHARE ?= 1
FUZZ_SECONDS ?= 600
VENV := .venv
BIN := $(VENV)/bin
INDEX := .venv/demo.index

.PHONY: demo test torture audit fuzz bench pins catalog clean

demo: $(VENV)/installed
	@$(BIN)/kashaf demo --index $(INDEX) $(if $(filter 0,$(SERVE)),--no-serve,--serve)

test: $(VENV)/test-installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -n 2 --dist loadfile $(PYTEST)

# The same tests as in `make test`, at their full counts; ends with a table of what they found.
# What takes a minute or two is never shortened by SHARE.
torture: $(VENV)/test-installed
	KASHAF_TORTURE=$(SHARE) $(BIN)/pytest tests/torture tests/browser/test_payloads.py tests/cluster/test_kill.py \
	  -n 2 --dist worksteal $(PYTEST)

audit: $(VENV)/audit-installed
	$(VENV)-audit/bin/bandit --quiet --recursive corpus search web --severity-level medium
	$(VENV)-audit/bin/pip-audit --strict --requirement requirements.txt --no-deps --disable-pip

fuzz: $(VENV)/fuzz-installed
	$(VENV)-fuzz/bin/python -W ignore -m tests.torture.guided queries \
	  -max_len=300 -max_total_time=$(FUZZ_SECONDS)
	$(VENV)-fuzz/bin/python -W ignore -m tests.torture.guided files \
	  -max_len=4000 -max_total_time=$(FUZZ_SECONDS)

bench: $(VENV)/bench-installed
	$(BIN)/python -m tests.benchmarks $(BENCH)

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/installed: $(BIN)/python pyproject.toml requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

$(VENV)/test-installed: $(VENV)/installed requirements-test.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-test.txt
	@touch $@

# An environment of its own: the tests' must not change what is tested.
$(VENV)/audit-installed: $(VENV)/installed
	$(PYTHON) -m venv $(VENV)-audit
	$(VENV)-audit/bin/python -m pip install --quiet --disable-pip-version-check bandit pip-audit
	@touch $@

$(VENV)/fuzz-installed: $(VENV)/installed
	$(PYTHON) -m venv $(VENV)-fuzz
	$(VENV)-fuzz/bin/python -m pip install --quiet --disable-pip-version-check \
	  -r requirements.txt 'atheris>=3.0'
	@touch $@

$(VENV)/bench-installed: $(VENV)/installed requirements-bench.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-bench.txt
	@touch $@

# What the pages say, gathered for translation into Arabic, and the translations compiled.
CATALOG := web/translations/ar/LC_MESSAGES/messages.po
catalog: $(VENV)/installed
	$(BIN)/pybabel --quiet extract -F pyproject.toml -k QueryError -k lazy_gettext \
	  --no-location --sort-output -o $(VENV)/messages.pot .
	$(BIN)/pybabel --quiet update --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date \
	  --width 100 -l ar -i $(VENV)/messages.pot -o $(CATALOG)
	$(BIN)/pybabel --quiet compile -d web/translations

# The newest versions that pyproject.toml allows, resolved in an environment of their own.
pins:
	rm -rf .venv-pins && $(PYTHON) -m venv .venv-pins
	.venv-pins/bin/python -m pip install --quiet .
	(echo '# What Kashaf runs on, to the version. Made by `make pins` from pyproject.toml.'; \
	  .venv-pins/bin/python -m pip freeze --exclude kashaf) > requirements.txt
	.venv-pins/bin/python -m pip install --quiet '.[test]'
	(echo '# What the tests need beside requirements.txt, to the version. Made by `make pins`.'; \
	  .venv-pins/bin/python -m pip freeze --exclude kashaf | grep -vxFf requirements.txt) \
	  > requirements-test.txt
	rm -rf .venv-pins

clean:
	rm -rf $(VENV) $(VENV)-audit $(VENV)-fuzz build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
