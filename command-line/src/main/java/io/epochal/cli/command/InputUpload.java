package io.epochal.cli.command;

import io.epochal.checkpoint.Inputs;
import io.epochal.cli.spec.Submission;
import io.epochal.cli.spec.UsageException;
import io.epochal.cli.stack.TrainingStack;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;

/** Puts the files of a run into the object store, each once. */
final class InputUpload {
    private InputUpload() {}

    static void put(List<Submission.LocalInput> files, TrainingStack stack, Screen screen)
            throws IOException, UsageException {
        if (files.isEmpty()) {
            return;
        }
        Inputs inputs = new Inputs(stack.store());
        for (Submission.LocalInput file : files) {
            if (!inputs.has(file.sha256())) {
                double size = Math.max(1, Files.size(file.file()));
                inputs.put(file.sha256(), file.file(), read -> screen.bar("storing " + file.name(), read / size));
                screen.clear();
            }
        }
    }
}
