"""The application in production's shape, under load, struck: what it holds must not move."""
