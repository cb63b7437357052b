"""Every kind of file that comes in, by the name the command and the pages give it."""

from beneficiaries.imports.cnaf import CnafImporter
from beneficiaries.imports.listing import ListingImporter

KINDS = {
    importer.kind: importer
    for importer in (
        ListingImporter,
        CnafImporter,
    )
}
