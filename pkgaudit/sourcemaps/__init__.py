"""Recognise, read and measure source maps, and compare them with what is shipped."""
