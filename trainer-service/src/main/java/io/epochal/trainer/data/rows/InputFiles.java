package io.epochal.trainer.data.rows;

import io.epochal.protocol.data.InputFile;
import java.io.IOException;
import java.nio.file.Path;

/** Where the files of a run spec are on this machine. */
@FunctionalInterface
public interface InputFiles {
    /** @throws IOException that names the file, when it cannot be had */
    Path locate(InputFile file) throws IOException;
}
