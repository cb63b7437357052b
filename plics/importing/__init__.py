"""What all file readers share: tables, headers, values, guards, reports, recording."""
