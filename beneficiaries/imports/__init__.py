"""Files about recipients, their support, decisions and territory."""

from beneficiaries.imports.cnaf import CnafImporter
from beneficiaries.imports.communes import CommuneImporter
from beneficiaries.imports.contracts import ContractImporter
from beneficiaries.imports.decisions import DecisionImporter
from beneficiaries.imports.interviews import InterviewImporter
from beneficiaries.imports.listing import ListingImporter
from beneficiaries.imports.orientations import OrientationImporter
from beneficiaries.imports.outlines import OutlineImporter
from beneficiaries.imports.supports import SupportImporter
from plics.importing.registry import register

register(
    ListingImporter,
    CnafImporter,
    DecisionImporter,
    OrientationImporter,
    SupportImporter,
    ContractImporter,
    InterviewImporter,
    CommuneImporter,
    OutlineImporter,
)
