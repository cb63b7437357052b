"""The typed texts of the booklets: where they stand, who edits them, how they are printed."""
