package io.epochal.chaos.stack;

import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;

/** The class path of this program, for the processes that it starts. */
final class ClassPath {
    private ClassPath() {}

    /** As {@code java -cp} takes it. Surefire has the real one in a property of its own. */
    static String path() {
        String path = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return Arrays.stream(path.split(File.pathSeparator, -1))
                .map(one -> Path.of(one).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }
}
