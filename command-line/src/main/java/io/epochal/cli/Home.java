package io.epochal.cli;

import io.epochal.stack.Installation;
import io.epochal.stack.LocalStack;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Where this command's data lie and where its programs are; the launcher says both. */
record Home(Path folder, Installation installation) {
    static Home fromLauncher() {
        Path root = Path.of(System.getProperty("epochal.root", "."))
                .toAbsolutePath()
                .normalize();
        String home = System.getenv("EPOCHAL_HOME");
        Path folder = home == null || home.isBlank() ? root.resolve(".epochal") : Path.of(home);
        return new Home(folder.toAbsolutePath().normalize(), new Installation(root));
    }

    Optional<LocalStack> running() throws IOException {
        return LocalStack.attach(folder);
    }

    Path tensorBoard(String run) {
        return folder.resolve("tensorboard").resolve(run);
    }

    Path bucket() {
        return folder.resolve("s3/epochal");
    }

    Path nativeCache() {
        return folder.resolve("cache/djl");
    }
}
