"""Valid minimal rows of every model.

A territory is told in one word: `PersonFactory(commission=argentan)` makes the commune,
its attachment, the household, its open situation and the person's place in it.
Tests set every value they assert on.
"""

# Tests import every factory from here.
from tests.factories.actions import *  # noqa: F403
from tests.factories.base import *  # noqa: F403
from tests.factories.beneficiaries import *  # noqa: F403
from tests.factories.funds import *  # noqa: F403
from tests.factories.plics import *  # noqa: F403
from tests.factories.reports import *  # noqa: F403
from tests.factories.support import *  # noqa: F403
