"""The seam to language models: what is asked, what comes back, and how a server's failures are told apart."""
