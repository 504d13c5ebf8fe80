"""Notebook 04: frames, the course of the battle, contrasts between texts and shared wording."""
