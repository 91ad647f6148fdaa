"""Static files as they go on the line: the portal's own scripts without their comments and indents.

Comments are for whoever reads the code; on a slow line every kilobyte of a first page is waited for.
"""

from typing import Any

import rjsmin
from django.core.files.base import ContentFile, File
from whitenoise.storage import CompressedManifestStaticFilesStorage


class SqueezedStaticFiles(CompressedManifestStaticFilesStorage):
    """Squeezes js/ when it is collected (vendor/ comes squeezed): addresses carry digests of what is sent."""

    def _save(self, name: str, content: "File[Any]") -> str:
        if name.startswith("js/"):
            content.seek(0)  # the manifest has read it already, for the digest of its name
            content = ContentFile(rjsmin.jsmin(content.read().decode()).encode())
        kept: str = super()._save(name, content)
        return kept
