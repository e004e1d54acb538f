"""``python -m pkgaudit``."""

from pkgaudit.cli import main

if __name__ == "__main__":
    main()
