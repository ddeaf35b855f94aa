"""How does one source say that it cannot help, so that the next one is tried?"""


class SourceError(Exception):
    """A source gave no usable files; the text is the reason as the user will read it."""
