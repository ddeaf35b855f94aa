"""How is a number of things said in words?"""


def count_of(number: int, thing: str) -> str:
    """A number and what is counted, in the plural unless it is one.

    >>> count_of(1, "seed"), count_of(1200, "image"), count_of(0, "training")
    ('1 seed', '1,200 images', '0 trainings')
    """
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def mean_of(number: int, thing: str) -> str:
    """Of how many things a mean is taken; one alone is no mean.

    >>> mean_of(5, "training"), mean_of(1, "seed")
    ('mean of 5 trainings', 'one seed')
    """
    return f"mean of {count_of(number, thing)}" if number > 1 else f"one {thing}"
