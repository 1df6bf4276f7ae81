package io.epochal.client.djl;

/**
 * Leaves a loop that cannot be told to stop, such as {@code EasyTrain.fit}. {@link EpochalListener#watch} catches it; a program that
 * calls {@code EasyTrain.fit} outside of it meets it.
 */
public final class TrainingStopped extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TrainingStopped(String reason) {
        // No stack trace: it says nothing that is wrong.
        super(reason, null, false, false);
    }
}
