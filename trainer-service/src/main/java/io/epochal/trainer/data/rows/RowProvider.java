package io.epochal.trainer.data.rows;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A plug-in that brings rows. It is found by {@link java.util.ServiceLoader} in the trainer's plug-in path. */
public interface RowProvider {
    /** What a run spec calls it in {@code data.provider}. */
    String name();

    /**
     * Opens the rows of a run. All splits must have the same formats.
     *
     * @param path the file that the spec names, on this machine; null when it names none
     * @param options as the spec has them
     * @return the training rows, and those of the other splits, which may have no rows
     * @throws IOException that says what is wrong with the data or the options
     */
    Map<Part, RowSource> open(@Nullable Path path, Map<String, Object> options) throws IOException;

    /** The splits; {@link #TRAIN} must be there. */
    enum Part {
        TRAIN,
        VALIDATION,
        TEST
    }
}
