"""What the application costs, against the budgets it was given: `make bench`.

One module a subject, each run in a process of its own on a database made for it. Ratios are
taken within one run, between things measured in turn: they hold on a slow or busy machine,
which seconds do not.
"""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "plics.settings")
os.environ.setdefault("PLICS_DEMO", "1")
django.setup()
