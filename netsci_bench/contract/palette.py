"""Which colours do figures use, and what does each stand for?"""

# The hues of curves and marks: also colour-blind readers can distinguish them
BLUE = "#0b5fa5"
ORANGE = "#d55e00"
RUST = "#b8420b"
GREEN = "#5b8c3a"
DARK_GREEN = "#117a3d"
BRIGHT_GREEN = "#2e9e2e"
CYAN = "#35b8c4"
PURPLE = "#7a3b9c"
PINK = "#c2185b"
AMBER = "#e0a030"
LIGHT_BLUE = "#c9dff2"  # areas under blue marks
LIGHT_ORANGE = "#fbdcc0"  # areas under orange marks

# Text
BLACK_TEXT = "#111111"  # also outlines of nodes, and frames
CELL_TEXT = "#222222"  # numbers in a heat map
TEXT = "#333333"
NOTE_TEXT = "#404040"
MUTED_TEXT = "#444444"
FAINT_TEXT = "#777777"
WARNING_TEXT = "#b2182b"

# Claims
ACCEPTED_BAND = "#bfe3d0"  # in the figure of the verdicts
ACCEPTED_EDGE = "#3f8f68"
ACCEPTED_AREA = "#e8efe6"  # in figures of experiments, behind the points
UNDECIDED = "#7a6000"
NOT_JUDGED = "#5c5c5c"
REPORTED = "#606060"  # the value that the paper reports
SEED = "#303030"  # one seed in the figure of the verdicts
LEGEND = "#808080"  # marks in a legend that stand for any verdict

# Curves and marks in grey
GREY = "#5b6065"  # controls, and notes on them
MID_GREY = "#6b6b6b"  # the simplest of several compared methods
SEED_POINT = "#8a8a8a"  # one seed among others
SEED_CURVE = "#8f8f8f"  # one seed, behind the mean
SEED_SERIES = "#9a9a9a"  # one seed in the series of a training
PUBLISHED_CURVE = "#8d949a"  # read from a figure of the paper
FAINT_MARK = "#9aa0a6"
FAINT_LINE = "#b9bec3"
REFERENCE_LINE = "#555555"
GRID_LINE = "#ececec"
TICK = "#b0b0b0"
EVENT_LINE = "#e5c07b"  # at a spike of the loss

# Graphs
NODE = "#5b6470"  # a node in a legend
SINGLETON_NODE = "#a9a9a9"  # a community of one node
POSITIVE_EDGE = "#39424e"  # dark; negative edges are lighter, so hue is not the only difference
NEGATIVE_EDGE = "#c1272d"
BETWEEN_EDGE = "#8a8a8a"  # between communities
CELL_GRAPH = "#4a4f55"  # edges from cell to cell
