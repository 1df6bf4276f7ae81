package io.epochal.stack;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A service as Quarkus packages it, started with all its jars on the JVM's own class path. Quarkus' launcher loads the classes by a
 * class loader that an archive of classes cannot serve ({@link ClassArchive}), and then most of a start is reading and verifying them.
 *
 * @param jar {@code quarkus-run.jar}, beside the folders of the service's jars
 */
record FlatService(Path jar) {
    /** What Quarkus' launcher calls. */
    static final String MAIN = "io.quarkus.runner.GeneratedMain";

    /** As Quarkus' launcher looks for a class. */
    private static final List<String> FOLDERS = List.of("quarkus", "app", "lib/boot", "lib/main");

    /** What Quarkus' launcher sets before anything else. */
    private static final List<String> PROPERTIES = List.of(
            "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
            "-Djava.util.concurrent.ForkJoinPool.common.threadFactory="
                    + "io.quarkus.bootstrap.forkjoin.QuarkusForkJoinWorkerThreadFactory");

    /** The command that starts it; by Quarkus' launcher where the class path cannot be written. */
    List<String> command(List<String> options) throws IOException {
        if (classPath().isEmpty()) {
            return ServiceProcess.java(options, jar);
        }
        List<String> all = new ArrayList<>(options);
        all.addAll(PROPERTIES);
        all.addAll(new ClassArchive(jar).arguments());
        all.add(MAIN);
        return ServiceProcess.java(all);
    }

    /** The class path, which is too long for a command line by which processes are found; none for Quarkus' launcher. */
    Map<String, String> environment() throws IOException {
        String path = classPath();
        return path.isEmpty() ? Map.of() : Map.of("CLASSPATH", path);
    }

    private String classPath() throws IOException {
        List<Path> jars = new ArrayList<>();
        for (String folder : FOLDERS) {
            jars.addAll(jars(jar.resolveSibling(folder)));
        }
        boolean joinable = jars.stream().noneMatch(one -> one.toString().contains(File.pathSeparator));
        return joinable ? jars.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)) : "";
    }

    private static List<Path> jars(Path folder) throws IOException {
        if (Files.notExists(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
        }
    }
}
