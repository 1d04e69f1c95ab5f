"""Learning: the numbers of a model from lists and decisions, and the models that are kept."""
