# Every target does its own set-up: a fresh machine with Python 3.11 or newer needs nothing else.

year := submissions/example-2025
wuhao := .venv/bin/wuhao -C $(year)
stamp := .venv/.set-up

.PHONY: run review test bench
.DEFAULT_GOAL := run

run: $(stamp)
	$(wuhao) intake
	$(wuhao) review read
	$(wuhao) close --decision $(year)/decisions/收口决定.yaml
	$(wuhao) score
	$(wuhao) shortlist

# The same schools with twelve experts in four teams: draw, marks, diagnosis, 确认单 and 复核.
review: $(stamp)
	.venv/bin/python -m benchmarks.cohort.reviewed --out build/review-2025

test: $(stamp)
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/mypy
	.venv/bin/python -m pytest -n auto

bench: $(stamp)
	.venv/bin/python -m benchmarks.run $(NAME)

# The newest Python that starts, is new enough and can make a virtual environment.
$(stamp): pyproject.toml constraints.txt
	@set -e; \
	if ! .venv/bin/python -m pip --version >/dev/null 2>&1; then \
	    chosen=; bare=; \
	    for each in python3.13 python3.12 python3.11 python3; do \
	        $$each -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
	        if $$each -c 'import ensurepip' 2>/dev/null; then chosen=$$each; break; fi; \
	        bare=$${bare:-$$each}; \
	    done; \
	    if [ -z "$$chosen" ] && [ -n "$$bare" ]; then \
	        echo "$$bare cannot make a virtual environment: ensurepip is missing." >&2; \
	        echo "On Debian or Ubuntu: apt-get install python3-venv" >&2; exit 1; \
	    fi; \
	    if [ -z "$$chosen" ]; then echo "Python 3.11 or newer is needed." >&2; exit 1; fi; \
	    $$chosen -m venv --clear .venv; \
	fi
	.venv/bin/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@
