"""A figure shown: title, chart, table, source; for pages and booklet alike."""
