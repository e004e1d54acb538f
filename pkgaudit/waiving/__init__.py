"""Writes a waiver for a finding into the configuration file in use."""
