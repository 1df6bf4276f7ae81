package io.epochal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Passes to a test the {@link Launcher} of a stack that is up, with the example of a plug-in. All tests that tolerate the runs of others
 * share one stack, which is started before the first of them and stopped after the last.
 */
public final class SharedStack implements ParameterResolver {
    private static final Namespace HERE = Namespace.create(SharedStack.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
        return parameter.getParameter().getType().equals(Launcher.class);
    }

    @Override
    public Launcher resolveParameter(ParameterContext parameter, ExtensionContext test) {
        Up up = test.getRoot().getStore(HERE).getOrComputeIfAbsent(Up.class, absent -> Up.start(), Up.class);
        return Objects.requireNonNull(up).launcher();
    }

    /** Deletes a folder with its content. */
    static void delete(Path folder) throws IOException {
        List<Path> deepestFirst;
        try (Stream<Path> all = Files.walk(folder)) {
            deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path one : deepestFirst) {
            Files.delete(one);
        }
    }

    private record Up(Launcher launcher) implements ExtensionContext.Store.CloseableResource {
        static Up start() {
            try {
                Path home = Files.createTempDirectory("epochal-one-stack");
                Files.copy(
                        Path.of("../examples/callback-plugin/target/callback-plugin-0.1.0-SNAPSHOT.jar"),
                        Files.createDirectories(home.resolve("plugins")).resolve("callback-plugin.jar"));
                Files.copy(
                        Path.of("../examples/model-plugin/target/model-plugin-0.1.0-SNAPSHOT.jar"),
                        home.resolve("plugins/model-plugin.jar"));
                Launcher launcher = Launcher.withSharedLibrary(home);
                Launcher.Result up = launcher.run("up");
                assertThat(up.exitCode()).as(up.output()).isZero();
                return new Up(launcher);
            } catch (Exception e) {
                throw new IllegalStateException("the stack for the tests did not start", e);
            }
        }

        @Override
        public void close() throws Exception {
            assertThat(launcher.run("down").exitCode()).isZero();
            delete(launcher.home());
        }
    }
}
