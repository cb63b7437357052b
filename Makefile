# `make help` lists what can be asked. Two commands are enough: make demo, make test.

PORT ?= 8000
PYTHON ?= $(shell for name in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$name && break; \
	done)

# Demonstration and tests know invented data only: they run without a secret key. They use
# the local file unless the shell names a database: never the one a .env file names.
export PLICS_DEMO = 1
export DATABASE_URL ?= sqlite:///$(CURDIR)/plics.sqlite3
# What one process compiles, those after it read: a command starts in a fifth less time.
unexport PYTHONDONTWRITEBYTECODE
MANAGE = .venv/bin/python manage.py
# One process more than cores, since some wait (for a browser, a server, a child), in the lots
# and the order of tests/conftest.py.
PYTEST = .venv/bin/python -m pytest --numprocesses $$(($$(nproc) + 1)) --no-loadscope-reorder

# Laying the booklet out takes most of the time: its PDF is written again only when its text
# (the HTML, quick to compute from the data) or a source has changed.
BOOKLET = out/plics-2020-argentan.pdf
BOOKLET_TEXT = $(BOOKLET:.pdf=.html)
WRITE_BOOKLET = $(MANAGE) booklet --year 2020 --commission argentan --output
SOURCES = $(shell find plics beneficiaries actions funds reports templates static -type f \
	-not -name '*.pyc')

# A stamp carries its lock's sum: the libraries are installed again when the lock changes.
sum = $(firstword $(shell cksum $(1)))
READY_TO_RUN = .venv/.run-$(call sum,requirements.lock)
READY_TO_TEST = .venv/.test-$(call sum,requirements-test.lock)

.PHONY: help demo booklet data install install-test test test-sqlite test-postgresql check lint \
	format bench bench-growth faults pdf-check lock messages audit sbom clean system-run system-test
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:

help:
	@echo "make demo      installe, charge le jeu PLICS 2020, écrit le livret, sert l’application"
	@echo "make booklet   de même, mais s’arrête après le livret ($(BOOKLET))"
	@echo "make test      tout vérifier : style, types, tests sur SQLite puis sur PostgreSQL"
	@echo "               (ARGS=\"tests/plics -x\" en choisit une partie)"
	@echo "make check     vérifications rapides : style, types, réglages, migrations"
	@echo "make format    met le code au style du projet"
	@echo "make bench     mesure chaque budget sur un jeu de la taille d’un département (cinq minutes)"
	@echo "make bench-growth  1, 10 et 100 fois ce jeu, sur un PostgreSQL jetable (SIZES=\"1 10\")"
	@echo "make faults    coupures et pannes sous charge, puis chiffres et lignes comparés"
	@echo "make pdf-check met en page les dix livrets, lus par veraPDF et par la relecture des pages"
	@echo "make install   prépare .venv seul"
	@echo "make lock      recalcule requirements*.lock d’après pyproject.toml"
	@echo "make messages  recompile les phrases de locale/ (gettext)"
	@echo "make audit     demande à un service public les failles connues des bibliothèques"
	@echo "make sbom      écrit out/sbom.json (CycloneDX) : de quoi une installation est faite"
	@echo "make clean     efface .venv, out/ et la base de démonstration"

demo: booklet
	@$(MANAGE) serve --port $(PORT)

booklet: $(BOOKLET)
	@echo "→ Livret : $(CURDIR)/$(BOOKLET)"

$(BOOKLET): $(BOOKLET_TEXT) $(SOURCES) $(READY_TO_RUN)
	@echo "→ Mise en page du livret"
	@$(WRITE_BOOKLET) $@

$(BOOKLET_TEXT): data
	@mkdir -p $(@D)
	@$(WRITE_BOOKLET) out/.new.html 2>out/.new.log || { cat out/.new.log >&2; exit 1; }
	@if cmp -s out/.new.html $@; then rm out/.new.html; else mv out/.new.html $@; fi

data: install
	@echo "→ Jeu de données de démonstration"
	@$(MANAGE) demo

install: system-run $(READY_TO_RUN)
install-test: system-test $(READY_TO_TEST)

system-run system-test: system-%: .python
	@scripts/system-packages $* $(PYTHON)

.PHONY: .python
.python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 ou plus récent est introuvable." >&2; exit 1; }

$(READY_TO_RUN): requirements.lock
	$(call install-lock,requirements.lock,run)

$(READY_TO_TEST): requirements-test.lock
	$(call install-lock,requirements-test.lock,test)

define install-lock
@echo "→ Installation des bibliothèques Python dans .venv (une à deux minutes)"
@.venv/bin/python -c pass 2>/dev/null || $(PYTHON) -m venv --clear .venv
@.venv/bin/python -m pip install --disable-pip-version-check --progress-bar off \
	--require-hashes --requirement $(1)
@rm -f .venv/.$(2)-*
@touch $@
endef

test: lint test-sqlite test-postgresql

test-sqlite: install-test
	@echo "→ Tests sur SQLite"
	@DATABASE_URL=sqlite:///$(CURDIR)/plics.sqlite3 $(PYTEST) $(ARGS)

# What no database can change has been tested on SQLite.
test-postgresql: install-test
	@echo "→ Tests sur PostgreSQL"
	@scripts/test-on-postgresql $(PYTEST) --database-only $(ARGS)

lint: install-test
	@echo "→ Style et types"
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/mypy

check: lint
	@$(MANAGE) check
	@$(MANAGE) makemigrations --check --dry-run

format: install-test
	@.venv/bin/ruff check --fix .
	@.venv/bin/ruff format .

# On databases of their own, that go away with them.
bench: install
	@.venv/bin/python -m benchmarks

bench-growth: install-test
	@scripts/test-on-postgresql .venv/bin/python -m benchmarks.growth $(SIZES)

# Kills, restarts and a full disk, on a throw-away PostgreSQL.
faults: install-test
	@scripts/test-on-postgresql .venv/bin/python -m scripts.faults

# Both checkers read all files, whatever the first finds.
PLACES = alencon argentan flers mortagne-au-perche departement
pdf-check: install-test data
	@mkdir -p out/pdf-check
	@for place in $(PLACES); do \
		of="--year 2020 --commission $$place"; to=out/pdf-check/$$place; \
		$(MANAGE) booklet $$of --output $$to-interne.pdf || exit 1; \
		$(MANAGE) booklet $$of --public --output $$to-public.pdf || exit 1; \
	done
	@found=0; \
	.venv/bin/python -m scripts.pdf_faults out/pdf-check/*.pdf || found=1; \
	.venv/bin/python -m scripts.pdf_lint out/pdf-check/*.pdf || found=1; \
	exit $$found

messages:
	@msgfmt --output-file locale/fr/LC_MESSAGES/django.mo locale/fr/LC_MESSAGES/django.po

# pip-tools works in a folder of its own: .venv holds only what the locks name.
lock:
	@test -x out/pip-tools/bin/pip-compile || { \
		$(PYTHON) -m venv out/pip-tools && out/pip-tools/bin/pip install --quiet pip-tools; }
	@$(LOCK) --output-file requirements.lock pyproject.toml
	@$(LOCK) --extra test --constraint requirements.lock \
		--output-file requirements-test.lock pyproject.toml

LOCK = out/pip-tools/bin/pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras \
	--no-header --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-emit-options

audit sbom:
	@$(PYTHON) scripts/dependencies $@

clean:
	rm -rf .venv out plics.sqlite3 plics.sqlite3-wal plics.sqlite3-shm
