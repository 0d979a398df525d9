"""Integrations: the library in the hands of engines that run on many machines."""
