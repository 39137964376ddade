"""`python -m tipsheet`."""

from tipsheet.cli import main

if __name__ == "__main__":
    main()
