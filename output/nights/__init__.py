"""Nights that can fail without harm: one at a time, logged, recovered, told to others."""
