# The only entry point. Commands are explained in README.md and CONTRIBUTING.md.
PYTHON = .venv/bin/python
# Stories in a browser wait: two cores have room for a third. Who is done takes from who has much left.
PYTEST = $(PYTHON) -m pytest -n 3 --dist worksteal

# Compiled once: else the thirds of the tests, and each of the many processes they start, compile everything anew.
export PYTHONDONTWRITEBYTECODE =

# make test k=invoice: only the tests with that word in their names; make test-fast: what a change touches.
ONLY = $(if $(k),-k "$(k)")

.PHONY: run dev test test-fast journeys torture corpus pictures looks fuzz mutate check fix docs lock release release-data setup setup-dev
.NOTPARALLEL:

run: setup
	@exec $(PYTHON) scripts/run.py

dev: setup-dev
	@exec $(PYTHON) scripts/dev.py

test: setup-dev
	@sh scripts/prepare-tests.sh
	@echo "Тесты на SQLite"
	@$(PYTEST) $(ONLY)
	@echo "Тесты на PostgreSQL"
	@sh scripts/with-postgresql.sh $(PYTEST) $(ONLY) --reuse-db # its databases go with its cluster

test-fast: setup-dev
	@$(PYTEST) -q -m "not browser" $(ONLY) $$($(PYTHON) scripts/touched.py)

# make torture minutes=10: people at work while everything breaks, on both databases (docs/reliability.md).
torture: setup-dev
	@sh scripts/prepare-tests.sh
	@$(PYTHON) -m tests.torture --minutes $(or $(minutes),10)
	@$(PYTHON) -m tests.torture --minutes $(or $(minutes),10) --postgresql
	@$(PYTHON) -m tests.torture.worst_file

# make corpus: the examination of files, tried on all documents of this machine; writes docs/files.md.
# make corpus paths="folder file": on these alone, and only told.
corpus: setup-dev
	@sh scripts/prepare-corpus.sh
	@$(PYTHON) -m tests.corpus $(paths)

# make pictures: takes the pictures of the guides from the pages as they are now, into kabinet/static/guides.
pictures: setup-dev
	@KABINET_PICTURES=yes $(PYTHON) -m pytest -q -n 0 tests/journeys/test_pictures.py

# make looks: every page at four widths, light, dark and for those who see badly, into var/looks.
# make looks k=dark only=/profile/: one scheme; the addresses in which this is found.
looks: setup-dev
	@KABINET_LOOKS="$(only)" $(PYTHON) -m pytest -q -n 0 $(ONLY) tests/journeys/looks.py

journeys: setup-dev
	@sh scripts/prepare-tests.sh
	@$(PYTEST) -m browser
	@sh scripts/with-postgresql.sh $(PYTEST) -m browser --reuse-db

# make fuzz n=20000: so many forms and addresses (3000 else), other ones each time; as many spoilt signatures.
fuzz: setup-dev
	@KABINET_FUZZ=$(or $(n),3000) sh scripts/with-postgresql.sh \
		$(PYTHON) -m pytest -q --timeout=0 tests/architecture/test_fuzzed_forms.py --reuse-db
	@KABINET_FUZZ=$(or $(n),3000) $(PYTHON) -m pytest -q --timeout=0 tests/signatures/test_mutations.py

# make mutate m=law: one part only; n=300: so many mistakes drawn by lot (docs/testing.md).
mutate: setup-dev
	@sh scripts/mutate.sh $(if $(n),--size $(n)) $(m)

check: setup-dev
	$(PYTHON) -m ruff check
	$(PYTHON) -m ruff format --check
	$(PYTHON) -m mypy
	.venv/bin/lint-imports
	$(PYTHON) -m djlint --lint kabinet/templates
	sh scripts/biome.sh check --error-on-warnings
	$(PYTHON) manage.py makemigrations --check --dry-run
	sh scripts/check-production.sh

fix: setup-dev
	$(PYTHON) -m ruff check --fix
	$(PYTHON) -m ruff format
	sh scripts/biome.sh check --write

docs: setup-dev
	$(PYTHON) manage.py write_docs
	$(PYTHON) manage.py write_retention
	$(PYTHON) -m scripts.draw_map
	$(PYTHON) -m tests.corpus --page

lock:
	sh scripts/lock.sh

release: setup-dev
	@$(PYTHON) scripts/release.py

release-data: setup-dev
	@$(PYTHON) -m tests.releases.make

setup:
	@./setup.sh

setup-dev:
	@./setup.sh dev
