"""The rule language: what a rule file may say, and the strict reader of it."""
