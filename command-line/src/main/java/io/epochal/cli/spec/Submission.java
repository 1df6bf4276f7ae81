package io.epochal.cli.spec;

import io.epochal.protocol.RunSpec;
import java.nio.file.Path;
import java.util.List;

/**
 * A run that is ready to be requested, once its files are in the object store.
 *
 * @param spec names its files by their digests
 * @param inputs the files
 */
public record Submission(RunSpec spec, List<LocalInput> inputs) {
    public Submission {
        inputs = List.copyOf(inputs);
    }

    /**
     * A file of this machine that the run is trained with.
     *
     * @param name as the spec has it, for messages
     * @param sha256 of its content, in hexadecimal
     */
    public record LocalInput(String name, Path file, String sha256) {}
}
