"""An aid from its request to its payment: short forms that persons and aids lead to."""
