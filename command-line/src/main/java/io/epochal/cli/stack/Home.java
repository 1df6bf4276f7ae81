package io.epochal.cli.stack;

import io.epochal.callback.plugin.PluginPath;
import io.epochal.callback.policy.CallbackProviders;
import io.epochal.stack.Installation;
import io.epochal.stack.LocalStack;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** The folder of this command's data, and its programs; the launcher passes both. */
public record Home(Path folder, Installation installation) {
    public static Home fromLauncher() {
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

    /** Jars that the services of this home, and a trained model at work, load. */
    public Path pluginPath() {
        return folder.resolve("plugins");
    }

    /** The callbacks of the plug-in path, as the callback service of this home loads them. */
    public CallbackProviders plugins() throws IOException {
        return PluginPath.load(pluginPath());
    }

    Path log(String process) {
        return folder.resolve("logs").resolve(process + ".log");
    }

    /** Where the engine is unpacked. */
    public Path nativeCache() {
        return folder.resolve("cache/djl");
    }
}
