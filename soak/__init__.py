"""The properties of `make test` in full size. Resumable: a proof that passed on this code is not run again."""
