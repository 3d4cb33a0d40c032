"""Measurements of the app against floors on the same machine; see README.md. No test and no part of the app."""
