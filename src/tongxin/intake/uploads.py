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


def kept_file(batch: Batch | int) -> Path:
    """Return where the file of a batch, or of the one with this number, is kept until the batch is decided."""
    number = batch if isinstance(batch, int) else batch.pk
    return Path(settings.TONGXIN_UPLOADS) / f"{number}.upload"


def imported_before(batch: Batch) -> Batch | None:
    """Return the earlier batch in which the same file was imported for the same place."""
    rows = Batch.objects.at_and_below(batch.path)
    earlier = rows.filter(digest=batch.digest, path=batch.path, state=Batch.State.APPLIED).exclude(pk=batch.pk)
    return earlier.order_by("-id").first()
