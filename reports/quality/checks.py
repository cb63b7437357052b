"""Every check: what makes figures wrong, what leaves them incomplete, what is written beside."""

from reports.quality import activity, money, population, texts
from reports.quality.base import Severity

CHECKS = [*population.CHECKS, *activity.CHECKS, *money.CHECKS, *texts.CHECKS]
CHECKS_BY_CODE = {check.code: check for check in CHECKS}
if len(CHECKS_BY_CODE) != len(CHECKS):
    raise ValueError("Two checks share a code: it is an address, it must tell them apart.")


def of_severity(severity: Severity) -> list:
    return [check for check in CHECKS if check.severity is severity]
