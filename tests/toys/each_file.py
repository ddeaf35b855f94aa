"""How is something held of each of many files in one test? What fails names its files."""

from pathlib import Path

ROOT = Path(__file__).parents[2]


def of_each(paths):
    """Make one test of a test of one file: a thousand tests cost more than what they ask."""

    def together(test):
        def of_all():
            wrong = []
            for path in paths:
                try:
                    test(path)
                except AssertionError as error:
                    wrong.append(f"{path.relative_to(ROOT).as_posix()}: {error}")
            assert paths
            assert not wrong, "\n".join(wrong)

        of_all.__name__, of_all.__doc__ = test.__name__, test.__doc__
        return of_all

    return together
