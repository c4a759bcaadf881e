"""`python -m lib.refresh`."""

from lib.refresh.command import main

raise SystemExit(main())
