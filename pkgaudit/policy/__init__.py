"""Configuration, waivers and the judge."""
