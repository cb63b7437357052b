"""The territory drawn: its shapes, their classes, the names on them."""
