"""Outcomes and verdicts in, a folder that a person can read out."""
