"""One home as one file, and back: a consistent copy while others work, and a restore that never leaves half a home.

Knows the home's folders and what the rooms of the shop keep in its state (consent, budgets); what the rooms above keep
is handed in (which index version, which rows).
"""

from shop.backup.carried import Carried
from shop.backup.manifest import Manifest
from shop.backup.restore import Restored, restore_backup
from shop.backup.write import write_backup

__all__ = ["Carried", "Manifest", "Restored", "restore_backup", "write_backup"]
