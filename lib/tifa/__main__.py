"""``python -m tifa`` is ``tifa``."""

import sys

from tifa.cli import main

sys.exit(main())
