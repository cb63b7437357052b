"""The booklet: an outline of declarative blocks, filled with figures, printed as HTML and PDF."""
