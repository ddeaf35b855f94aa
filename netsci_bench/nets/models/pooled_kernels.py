"""How are patches cut for windows of a pooling, and their maxima found, in one pass each? By kernels on arrays.

Images lie last in every array, so that each pass runs over a whole batch. Nothing is added up in an order that a
processor could choose: the results of these kernels have the same bits everywhere.
"""

from typing import no_type_check

from numba import njit


@njit(cache=True, nogil=True)
@no_type_check  # leaves the function as it is, for numba to compile
def place(kernels, placed):
    """``kernels`` (filters channels height width) at each place of a window, in patches of zeros.

    ``placed``: window_height window_width filters channels patch_height patch_width.
    """
    height, width = kernels.shape[2:]
    placed[:] = 0
    for down in range(placed.shape[0]):
        for right in range(placed.shape[1]):
            placed[down, right, :, :, down : down + height, right : right + width] = kernels


@njit(cache=True, nogil=True)
@no_type_check
def take_up(placed, kernels):
    """The adjoint of ``place``: into ``kernels`` the sum over the places of a window."""
    height, width = kernels.shape[2:]
    kernels[:] = 0
    for down in range(placed.shape[0]):
        for right in range(placed.shape[1]):
            kernels += placed[down, right, :, :, down : down + height, right : right + width]


@njit(cache=True, nogil=True)
@no_type_check
def cut(pixels, window, patches):
    """The patch of each window of ``pixels`` (channels height width images).

    ``patches``: channels patch_height patch_width rows columns images.
    """
    channels, height, width, rows, columns, images = patches.shape
    for channel in range(channels):
        for i in range(height):
            for j in range(width):
                for row in range(rows):
                    line = pixels[channel, row * window[0] + i]
                    for column in range(columns):
                        given, patch = line[column * window[1] + j], patches[channel, i, j, row, column]
                        for image in range(images):
                            patch[image] = given[image]


@njit(cache=True, nogil=True)
@no_type_check
def put_back(patches, window, pixels):
    """The adjoint of ``cut``: each of ``pixels`` gets the sum over the patches that see it."""
    channels, height, width, rows, columns, images = patches.shape
    pixels[:] = 0
    for channel in range(channels):
        for i in range(height):
            for j in range(width):
                for row in range(rows):
                    line = pixels[channel, row * window[0] + i]
                    for column in range(columns):
                        pixel, patch = line[column * window[1] + j], patches[channel, i, j, row, column]
                        for image in range(images):
                            pixel[image] += patch[image]


@njit(cache=True, nogil=True)
@no_type_check
def find_maxima(candidates, maxima, winners):
    """Of ``candidates`` (places windows) the maximum of each window, and the first place that has it.

    A value that is not a number is a maximum, as in torch.
    """
    for window in range(len(maxima)):
        maxima[window] = candidates[0, window]
        winners[window] = 0
    for at in range(1, len(candidates)):
        row = candidates[at]
        for window in range(len(maxima)):
            better = not row[window] <= maxima[window] and maxima[window] == maxima[window]
            maxima[window] = row[window] if better else maxima[window]
            winners[window] = at if better else winners[window]


@njit(cache=True, nogil=True)
@no_type_check
def share_out(pull, winners, pulls):
    """The gradient of each candidate (places windows): all of that of its window to the winner."""
    for at in range(len(pulls)):
        row = pulls[at]
        for window in range(len(pull)):
            row[window] = pull[window] if winners[window] == at else 0
