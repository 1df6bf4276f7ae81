package io.epochal.callback.page.view;

import java.util.Optional;

/**
 * Where what belongs to runs is found.
 *
 * @param bucket with the checkpoints
 * @param tensorBoard its address; empty where nobody has said it
 * @param downloads whether this service reads the checkpoints
 */
public record RunPlaces(String bucket, Optional<String> tensorBoard, boolean downloads) {
    /** Where TensorBoard shows this run alone; empty where nobody has said where TensorBoard is. */
    String tensorBoard(String run) {
        return tensorBoard
                .map(address -> address.replaceAll("/+$", "") + "/?runFilter=" + ShownText.encoded(run) + "#timeseries")
                .orElse("");
    }
}
