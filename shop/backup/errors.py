"""Errors of backups.

CopilotError
└── BackupRefused        an archive, or the place for one, that cannot be used; nothing was changed
"""

from __future__ import annotations

from shop.errors import CopilotError


class BackupRefused(CopilotError):
    """The archive or its place cannot be used; the home and any earlier archive are as they were."""
