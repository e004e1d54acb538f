"""What other hosts are asked for; the only code that opens a connection."""
