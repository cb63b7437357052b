"""Every kind of file that comes in, by the name the command and the pages give it."""

from actions.imports.conventions import AgreementImporter
from actions.imports.participations import ParticipationImporter
from beneficiaries.imports.cnaf import CnafImporter
from beneficiaries.imports.communes import CommuneImporter
from beneficiaries.imports.contracts import ContractImporter
from beneficiaries.imports.decisions import DecisionImporter
from beneficiaries.imports.interviews import InterviewImporter
from beneficiaries.imports.listing import ListingImporter
from beneficiaries.imports.orientations import OrientationImporter
from beneficiaries.imports.outlines import OutlineImporter
from beneficiaries.imports.supports import SupportImporter
from funds.imports import AidImporter

KINDS = {
    importer.kind: importer
    for importer in (
        ListingImporter,
        CnafImporter,
        DecisionImporter,
        OrientationImporter,
        SupportImporter,
        ContractImporter,
        InterviewImporter,
        AgreementImporter,
        ParticipationImporter,
        AidImporter,
        CommuneImporter,
        OutlineImporter,
    )
}
