package io.epochal.callback.recording.tensorboard;

import io.epochal.callback.policy.TensorBoard;

/**
 * What event files are written with, as it is stored on disk.
 *
 * @param position of the callback in the callbacks list
 * @param logDir below the run's folder, normalized
 * @param everyBatches 0 where only epochs are recorded
 */
record TensorBoardSettings(
        int position,
        String logDir,
        boolean writeGraph,
        boolean writeImages,
        boolean writeStepsPerSecond,
        int everyBatches) {
    static TensorBoardSettings of(int position, TensorBoard callback) {
        TensorBoard.Arguments arguments = callback.arguments();
        return new TensorBoardSettings(
                position,
                arguments.logDir(),
                arguments.writeGraph(),
                arguments.writeImages(),
                arguments.writeStepsPerSecond(),
                arguments.everyBatches());
    }
}
