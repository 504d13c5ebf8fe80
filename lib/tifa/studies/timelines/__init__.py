"""Notebook 02: dated statements city by city, their actions and the figures reported."""
