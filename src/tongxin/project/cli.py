"""The command `tongxin`: Django's commands under the product's name, with 核数 reachable without a database."""

import os
import sys
from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status (0 done, 1 contradicted, 2 wrong input)."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongxin.project.settings")
    if arguments[:1] == ["check"]:
        # The stand-alone checker needs no Django; it sets Django up itself when it asks the register.
        from tongxin.claims.command import main as check  # noqa: PLC0415 - keeps its start below half a second

        return check(arguments[1:])
    if arguments[:1] == ["deploy-check"]:
        arguments = ["check", "--deploy", *arguments[1:]]
    from django.core.management import ManagementUtility  # noqa: PLC0415 - as above

    ManagementUtility(["tongxin", *arguments]).execute()
    return 0


if __name__ == "__main__":
    sys.exit(main())
