"""The gate of an edition: what stops its validation, and what is accepted with a reason.

A rule is a function from a `Draft` to findings, in a module of its subject.
"""

from reports.editions.gate.accepting import Weighed, blocking, weighed
from reports.editions.gate.base import Finding, Level
from reports.editions.gate.rules import findings

__all__ = ["Finding", "Level", "Weighed", "blocking", "findings", "weighed"]
