"""Days in lists as they are typed in forms: Django would write « 1 février », which nobody says."""

DATE_FORMAT = "d/m/Y"
DATETIME_FORMAT = "d/m/Y H:i"
