"""The judgement, the task that asks for one, and the panel on which it is given."""
