"""What accounts see, search, take out and change, kept as keys and never changed (decision 0045).

A page says what it shows (`writing.show`), a service what it did (`writing.write`); what an
address tells by itself is declared in `addresses`. The trace is written before the answer goes.
"""
