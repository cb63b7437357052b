"""Days that come back: none is moved past another that hangs on it."""

import datetime as dt
from contextlib import nullcontext

import pytest
from django.core.exceptions import ValidationError

from tests import factories as f
from tests.actions.conftest import fates

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("entered", [dt.date(2019, 3, 5), dt.date(2019, 3, 6)])
@pytest.mark.parametrize("kind", ["step", "milestone"])
def test_an_entry_does_not_move_past_what_was_done_since(kind, entered, provider, anne):
    done = dt.date(2019, 3, 5)
    if kind == "step":
        f.TakenStepFactory(participation=anne, taken_on=None)
        f.TakenStepFactory(participation=anne, taken_on=done)
    else:
        f.PassedMilestoneFactory(participation=anne, passed_on=done)
    provider.write(2, entree=entered)
    is_late = entered > done
    assert fates(provider.send()) == {"LEROUX Anne": "refused" if is_late else "updated"}
    anne.entered_on = entered
    with pytest.raises(ValidationError, match="pas après") if is_late else nullcontext():
        anne.full_clean()
