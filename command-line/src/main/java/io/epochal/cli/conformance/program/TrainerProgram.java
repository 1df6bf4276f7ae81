package io.epochal.cli.conformance.program;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** A program that trains, which can be started any number of times. */
public interface TrainerProgram {
    /**
     * Starts it.
     *
     * @param environment by which it finds the service or the topics
     * @param folder for what it keeps
     * @param log the file for what it prints
     * @param checkpoint the key of the last checkpoint that it has saved, where it is started again
     */
    Launched start(Map<String, String> environment, Path folder, Path log, Optional<String> checkpoint)
            throws IOException;

    /** One launch. */
    interface Launched {
        /** The exit code; empty when it has not exited in time. */
        OptionalInt await(Duration limit) throws InterruptedException;

        /** As Ctrl-C does. */
        void interrupt() throws IOException;

        /** Tells it to exit, as one does with a service. */
        void terminate() throws IOException;

        /** Ends it at once, and whatever it has started. */
        void kill();
    }
}
