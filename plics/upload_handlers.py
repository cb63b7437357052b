"""Refuse a hopeless upload before its bytes reach the disk."""

from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest

from plics.importing.guards import MEGABYTE, XML_LIMIT

# The largest file any page takes, and room for the form around it.
LIMIT = XML_LIMIT + MEGABYTE


def announced(request: HttpRequest) -> int:
    """The bytes that follow the headers: no more of them is ever read."""
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def is_too_big(request: HttpRequest) -> bool:
    return announced(request) > LIMIT


class BoundedUpload(FileUploadHandler):
    """First of the handlers: what is too big, or comes without an account, is let fall.

    The form is read before any view runs, since its token is in it: the view then finds
    no file, and says why.
    """

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        request = self.request
        if request is None or is_too_big(request) or not request.user.is_authenticated:
            raise StopUpload(connection_reset=False)
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Kept by the handlers that follow."""
