package io.epochal.callback.recording;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What one TensorBoard callback of a list wants written.
 *
 * @param position in the list
 * @param logDir below the run's folder
 * @param everyBatches 0 where only epochs are asked for
 */
record TensorBoardSettings(
        int position,
        String logDir,
        boolean writeGraph,
        boolean writeImages,
        boolean writeStepsPerSecond,
        int everyBatches) {

    /** Those of every TensorBoard in the list. */
    static List<TensorBoardSettings> in(List<Map<String, Object>> callbacks) {
        return IntStream.range(0, callbacks.size())
                .filter(position -> "TensorBoard".equals(callbacks.get(position).get("type")))
                .mapToObj(position -> of(position, callbacks.get(position)))
                .toList();
    }

    /** Where it is to be written, given the run's folder. */
    Path below(Path run) {
        return run.resolve(Path.of(logDir).normalize());
    }

    private static TensorBoardSettings of(int position, Map<String, Object> settings) {
        return new TensorBoardSettings(
                position,
                String.valueOf(settings.getOrDefault("log_dir", "logs")),
                !Boolean.FALSE.equals(settings.get("write_graph")),
                Boolean.TRUE.equals(settings.get("write_images")),
                Boolean.TRUE.equals(settings.get("write_steps_per_second")),
                everyBatches(settings.get("update_freq")));
    }

    private static int everyBatches(@Nullable Object updateFreq) {
        return "batch".equals(updateFreq) ? 1 : updateFreq instanceof Integer batches ? batches : 0;
    }
}
