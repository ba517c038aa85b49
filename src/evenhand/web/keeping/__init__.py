"""Keeping a deployment well: is it fit to run, bring its database up to date, back it up, restore it."""
