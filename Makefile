# The only entry point. Commands are explained in README.md and CONTRIBUTING.md.
PYTHON = .venv/bin/python
PYTEST = $(PYTHON) -m pytest -n 2

.PHONY: run test journeys check fix docs lock setup setup-dev
.NOTPARALLEL:

run: setup
	@exec $(PYTHON) scripts/run.py

test: setup-dev
	@sh scripts/prepare-tests.sh
	@echo "Тесты на SQLite"
	@$(PYTEST)
	@echo "Тесты на PostgreSQL"
	@sh scripts/with-postgresql.sh $(PYTEST) --reuse-db # its databases go with its cluster

journeys: setup-dev
	@sh scripts/prepare-tests.sh
	@$(PYTEST) -m browser
	@sh scripts/with-postgresql.sh $(PYTEST) -m browser --reuse-db

check: setup-dev
	$(PYTHON) -m ruff check
	$(PYTHON) -m ruff format --check
	$(PYTHON) -m mypy
	.venv/bin/lint-imports
	$(PYTHON) -m djlint --lint kabinet/templates
	$(PYTHON) manage.py makemigrations --check --dry-run
	sh scripts/check-production.sh

fix: setup-dev
	$(PYTHON) -m ruff check --fix
	$(PYTHON) -m ruff format

docs: setup-dev
	$(PYTHON) manage.py write_docs

lock:
	sh scripts/lock.sh

setup:
	@./setup.sh

setup-dev:
	@./setup.sh dev
