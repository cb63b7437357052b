"""Providers' returns: a workbook that goes out filled in, and comes back completed."""
