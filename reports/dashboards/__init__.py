"""Dashboards: pages declared as lists of panels, what they are asked entirely in the address."""
