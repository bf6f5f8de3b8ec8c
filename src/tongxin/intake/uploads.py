"""Files that were handed in: how one is recognised, and where it is kept until its batch is decided."""

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from django.conf import settings

from tongxin.intake.models import Batch


@dataclass(frozen=True, kw_only=True)
class Upload:
    """A file as it was handed in; `door` says what it holds where that was chosen."""

    name: str
    content: bytes
    door: str = ""

    @property
    def digest(self) -> str:
        """By which the same file is recognised."""
        return sha256(self.content).hexdigest()


def kept_file(batch: Batch) -> Path:
    """Return where the file of a batch is kept until the batch is decided."""
    return Path(settings.TONGXIN_UPLOADS) / f"{batch.pk}.upload"


def same_file(upload: Upload, *, path: str) -> Batch | None:
    """Return the batch in which the same file was already imported for this place."""
    rows = Batch.objects.whole_network(reason="the asker's own place is asked for")
    return rows.filter(digest=upload.digest, path=path, state=Batch.State.APPLIED).order_by("-id").first()
