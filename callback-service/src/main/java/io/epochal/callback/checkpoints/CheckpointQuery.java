package io.epochal.callback.checkpoints;

import io.epochal.callback.api.problem.ProblemException;
import io.epochal.callback.api.problem.ProblemType;
import io.epochal.export.ExportFormat;
import io.epochal.protocol.CheckpointPath;
import io.epochal.protocol.field.SpecException;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which checkpoint somebody asks for, and as what.
 *
 * @param name normalized
 */
public record CheckpointQuery(String name, ExportFormat format) {
    /**
     * Reads what was written.
     *
     * @param format without one: what the name ends with, else safetensors, as for the command
     * @throws ProblemException for a name that no checkpoint can have, or a format that there is not
     */
    public static CheckpointQuery read(String name, @Nullable String format) {
        String normal = normal(name);
        return new CheckpointQuery(normal, format == null ? ExportFormat.of(normal) : format(format));
    }

    private static String normal(String name) {
        try {
            return CheckpointPath.normalize("the checkpoint's name", name);
        } catch (SpecException e) {
            throw new ProblemException(ProblemType.CHECKPOINT_UNUSABLE, String.valueOf(e.getMessage()));
        }
    }

    private static ExportFormat format(String text) {
        return Arrays.stream(ExportFormat.values())
                .filter(one -> one.toString().equals(text))
                .findFirst()
                .orElseThrow(() -> new ProblemException(
                        ProblemType.FORMAT_UNKNOWN,
                        "format must be one of "
                                + Arrays.stream(ExportFormat.values())
                                        .map(ExportFormat::toString)
                                        .sorted()
                                        .collect(Collectors.joining(", "))
                                + "; found " + text));
    }
}
