"""Dashboards: pages declared as lists of panels, their state entirely in the address."""
