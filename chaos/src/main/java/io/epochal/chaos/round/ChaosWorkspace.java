package io.epochal.chaos.round;

import io.epochal.chaos.stack.HostileJar;
import io.epochal.chaos.stack.ProxiedStack;
import io.epochal.chaos.stack.StoreKind;
import io.epochal.disk.Directories;
import io.epochal.protocol.RunSpec;
import io.epochal.stack.Installation;
import io.epochal.stack.StackPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * The folders of the rounds.
 *
 * @param root the repository, built
 * @param work for stacks, and for the logs of failed rounds
 */
public record ChaosWorkspace(Path root, Path work, StoreKind store) {
    /** The run that is trained. */
    RunSpec spec() throws IOException {
        Path file = root.resolve("runs/chaos.yaml");
        Map<String, Object> values = new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(file));
        return RunSpec.of(values);
    }

    /** A new stack without data. The unpacked native library is kept from before. */
    ProxiedStack stack() throws IOException {
        return stack(new StackPlan(2, 2));
    }

    /** The same, with these services. */
    public ProxiedStack stack(StackPlan plan) throws IOException {
        Installation installation = new Installation(root);
        List<Path> missing = installation.missing();
        if (!missing.isEmpty()) {
            throw new IOException("not built yet: " + missing + "; run make quick");
        }
        Path home = work.resolve("stack");
        Directories.delete(home);
        Files.createDirectories(home);
        Files.createDirectories(work.resolve("cache"));
        Files.createSymbolicLink(home.resolve("cache"), work.resolve("cache"));
        HostileJar.writeTo(home.resolve("plugins"));
        return ProxiedStack.start(home, installation, store, plan);
    }

    /** Keeps the logs of a stack that was closed. */
    void keepLogs(String name) throws IOException {
        Path kept = work.resolve("failed").resolve(name);
        Directories.delete(kept);
        Files.createDirectories(kept.getParent());
        Files.move(work.resolve("stack/logs"), kept);
    }
}
