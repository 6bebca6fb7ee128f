"""Several sources in one home: what each gave is kept, joined by declared rules, and built anew at every import.

A build holds, beside the shop, what every source gave (schema `given`). The next import takes over what stays, puts
the new rows beside it, joins people and settles what differs; then the shop is built as from one source.
"""
