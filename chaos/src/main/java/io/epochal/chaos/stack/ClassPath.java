package io.epochal.chaos.stack;

import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Where this program's classes are, for the processes that it starts. */
public final class ClassPath {
    private ClassPath() {}

    /** As {@code java -cp} takes it; a test runner keeps the real one under another name. */
    static String path() {
        String path = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return Arrays.stream(path.split(File.pathSeparator, -1))
                .map(one -> Path.of(one).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }
}
