"""Which names are valid as a part of an id or of a file name? Small letters, digits and single dashes."""

import re

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
HOW_TO_WRITE = "use small letters, digits and single dashes"
