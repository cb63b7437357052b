"""What would make the year's figures wrong or incomplete, and the rows to mend."""
