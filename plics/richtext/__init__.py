"""Texts typed for print: a little HTML, cleaned wherever it comes from."""
