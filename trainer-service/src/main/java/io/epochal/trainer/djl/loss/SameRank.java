package io.epochal.trainer.djl.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

/**
 * Two arrays made to have as many axes where one has a last axis of length 1 more: squeeze_or_expand_to_same_rank in loss.py, Keras
 * 3.15.
 */
public record SameRank(NDArray first, NDArray second) {
    public static SameRank of(NDArray first, NDArray second) {
        return of(first, second, true);
    }

    /** @param expand whether one of a single axis gets the other's; if not, the other loses it */
    public static SameRank of(NDArray first, NDArray second, boolean expand) {
        if (hasOneMore(first, second)) {
            return isVector(second) && expand
                    ? new SameRank(first, second.expandDims(1))
                    : new SameRank(first.squeeze(rank(first) - 1), second);
        }
        if (hasOneMore(second, first)) {
            return isVector(first) && expand
                    ? new SameRank(first.expandDims(1), second)
                    : new SameRank(first, second.squeeze(rank(second) - 1));
        }
        return new SameRank(first, second);
    }

    private static boolean hasOneMore(NDArray more, NDArray less) {
        Shape shape = more.getShape();
        return rank(more) == rank(less) + 1 && shape.get(rank(more) - 1) == 1;
    }

    private static boolean isVector(NDArray array) {
        return rank(array) == 1;
    }

    private static int rank(NDArray array) {
        return array.getShape().dimension();
    }
}
