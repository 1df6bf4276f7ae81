package io.epochal.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The Java sources of every module, client and example, without what a build has left beside them. */
final class SourceTree {
    static final Path ROOT = Path.of("..");

    private SourceTree() {}

    static List<Path> main() throws IOException {
        return below("src/main/java");
    }

    static List<Path> mainAndTest() throws IOException {
        return Stream.concat(main().stream(), below("src/test/java").stream()).toList();
    }

    private static List<Path> below(String folder) throws IOException {
        List<Path> sources = new ArrayList<>();
        for (Path parent : List.of(ROOT, ROOT.resolve("clients"), ROOT.resolve("examples"))) {
            try (Stream<Path> modules = Files.list(parent)) {
                for (Path module : modules.toList()) {
                    addBelow(module.resolve(folder), sources);
                }
            }
        }
        return sources;
    }

    private static void addBelow(Path folder, List<Path> sources) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
        }
    }
}
