"""How is a number of things said in words?"""


def count_of(number: int, thing: str) -> str:
    """A number and what is counted, in the plural unless it is one.

    >>> count_of(1, "seed"), count_of(1200, "image"), count_of(0, "training")
    ('1 seed', '1,200 images', '0 trainings')
    """
    return f"{number:,} {thing}{'' if number == 1 else 's'}"
