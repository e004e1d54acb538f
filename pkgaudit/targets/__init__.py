"""What the user named, resolved to artifacts; the only code that starts a program."""
