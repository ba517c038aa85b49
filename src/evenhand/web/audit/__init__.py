"""The auditor's pages: the ledger, its verifications, erasure, holds and retention.

They stand in the shell because who may open them is said in people, above the ledger.
"""
