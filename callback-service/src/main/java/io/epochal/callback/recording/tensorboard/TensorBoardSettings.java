package io.epochal.callback.recording.tensorboard;

import io.epochal.callback.recording.LoggerSettings;
import io.epochal.protocol.Fields;
import io.epochal.protocol.RelativePath;
import org.jspecify.annotations.Nullable;

/**
 * What one TensorBoard callback of a list wants written.
 *
 * @param position in the list
 * @param logDir below the run's folder, normalized
 * @param everyBatches 0 where only epochs are asked for
 */
public record TensorBoardSettings(
        int position,
        String logDir,
        boolean writeGraph,
        boolean writeImages,
        boolean writeStepsPerSecond,
        int everyBatches)
        implements LoggerSettings {
    public static final String TYPE = "TensorBoard";

    /** @throws io.epochal.protocol.SpecException when they are none */
    public static TensorBoardSettings read(int position, Fields fields) {
        return new TensorBoardSettings(
                position,
                RelativePath.normalize(
                        fields.pathOf("log_dir"), fields.optionalText("log_dir").orElse("logs")),
                fields.flag("write_graph", true),
                fields.flag("write_images", false),
                fields.flag("write_steps_per_second", false),
                everyBatches(fields));
    }

    private static int everyBatches(Fields fields) {
        @Nullable Object updateFreq = fields.raw("update_freq");
        if (updateFreq == null || updateFreq.equals("epoch")) {
            return 0;
        }
        if (updateFreq.equals("batch")) {
            return 1;
        }
        if (updateFreq instanceof Integer batches && batches > 0) {
            return batches;
        }
        throw fields.wrong("update_freq", "must be \"epoch\", \"batch\" or a number of batches, 1 or more");
    }

    @Override
    public String name() {
        return logDir;
    }
}
