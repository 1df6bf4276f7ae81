package io.epochal.trainer.data.rows;

import io.epochal.protocol.field.Fields;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A plug-in that brings rows. Its class is public, has a public constructor without arguments and a {@link
 * io.epochal.trainer.plugin.ProviderName}; {@link java.util.ServiceLoader} finds it in the trainer's plug-in path.
 */
public interface RowProvider {
    /**
     * Opens the rows of a run. All splits must have the same formats.
     *
     * @param path the file that the spec names, on this machine; null when it names none
     * @param options {@code data.options} of the run spec; one that is not read is refused
     * @return the training rows, and those of the other splits, which may have no rows
     * @throws io.epochal.protocol.field.SpecException for an option that is wrong; {@link Fields} has the usual ones
     * @throws IOException that says what is wrong with the data or the options
     */
    Map<Part, RowSource> open(@Nullable Path path, Fields options) throws IOException;

    /** The splits; {@link #TRAIN} must be there. */
    enum Part {
        TRAIN,
        VALIDATION,
        TEST
    }
}
