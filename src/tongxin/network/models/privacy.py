"""How personal values are kept; see `tongxin.access.privacy`."""

from tongxin.access.privacy import (
    BlindIndexField,
    EncryptedField,
    PrivateCharField,
    blind_index,
    decrypt,
    encrypt,
    normal_mobile,
)

__all__ = [
    "BlindIndexField",
    "EncryptedField",
    "PrivateCharField",
    "blind_index",
    "decrypt",
    "encrypt",
    "normal_mobile",
]
