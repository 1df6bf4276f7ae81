package io.epochal.stack;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The built programs and the data sets in the folder of this repository. */
public record Installation(Path root) {
    Path infrastructure() {
        return root.resolve("local-stack/target/local-stack-0.1.0-SNAPSHOT.jar");
    }

    Path callbackService() {
        return root.resolve("callback-service/target/quarkus-app/quarkus-run.jar");
    }

    Path trainerService() {
        return root.resolve("trainer-service/target/quarkus-app/quarkus-run.jar");
    }

    /** The libraries of the trainer, including the engine's native one. */
    public Path trainerLibraries() {
        return root.resolve("trainer-service/target/quarkus-app/lib/main");
    }

    public Path datasets() {
        return root.resolve("datasets");
    }

    /** What is not built yet. */
    public List<Path> missing() {
        return Stream.of(infrastructure(), callbackService(), trainerService())
                .filter(Files::notExists)
                .toList();
    }
}
