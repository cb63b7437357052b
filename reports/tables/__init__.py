"""Lists of rows: what they tell, how they are narrowed, what leaves of them."""
