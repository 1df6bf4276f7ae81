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
        put(files, new Inputs(stack.store()), screen);
    }

    static void put(List<Submission.LocalInput> files, Inputs inputs, Screen screen) throws IOException {
        for (Submission.LocalInput file : files) {
            if (!inputs.has(file.sha256())) {
                inputs.put(file.sha256(), file.file(), screen.begin("storing", file.name(), Files.size(file.file())));
                screen.clear();
            }
        }
    }
}
