"""The yearly booklets: their figures, live while drafts, frozen once validated."""
