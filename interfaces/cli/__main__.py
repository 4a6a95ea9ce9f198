"""``python -m interfaces.cli``: the command line of operators, auditors and pack administrators."""

from interfaces.cli.main import main

if __name__ == "__main__":
    main()
