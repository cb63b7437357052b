"""Files about actions: yearly agreements, participations."""

from actions.imports.conventions import AgreementImporter
from actions.imports.participations import ParticipationImporter
from plics.importing.registry import register

register(AgreementImporter, ParticipationImporter)
