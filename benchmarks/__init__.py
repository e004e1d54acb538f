"""How fast pkgaudit is, against the machine it runs on."""
