import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "plics.settings")
application = get_wsgi_application()
# What is loaded now stays for good: searched through again, it made one page in ten or so wait
# a tenth of a second.
gc.freeze()
