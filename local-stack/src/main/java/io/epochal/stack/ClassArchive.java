package io.epochal.stack;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The archive of the classes that a program has loaded (AppCDS), beside its jar. With it, a JVM reads and verifies none of them again:
 * half of its start. The JVM ignores an archive of another JVM, of a changed jar, or one whose writing was interrupted: the header is
 * written last. It trusts what stands behind the header, so archives are written to another name, and moved when they are complete.
 *
 * @param jar the program; the archive is {@code JAR.jsa}, and is written to {@code JAR.jsa.new}
 */
record ClassArchive(Path jar) {
    /** If this system property is {@code write}, each process writes its archive when it ends. */
    static final String PROPERTY = "epochal.class-archives";

    /** What the JVM says about an archive that it cannot use is no matter of the user's. */
    private static final String SILENT = "-Xlog:cds*=off";

    /** Whether each process writes its archive when it ends. */
    static boolean writing() {
        return "write".equals(System.getProperty(PROPERTY));
    }

    /** The JVM's arguments that use the archive, or write it; none if there is no archive. */
    List<String> arguments() {
        Path archive = jar.resolveSibling(jar.getFileName() + ".jsa");
        if (archive.toString().contains(File.pathSeparator)) {
            // The JVM would take it for two archives, and not start.
            return List.of();
        }
        if (writing()) {
            return List.of("-XX:ArchiveClassesAtExit=" + archive + ".new", SILENT);
        }
        return Files.isReadable(archive) ? List.of("-XX:SharedArchiveFile=" + archive, SILENT) : List.of();
    }
}
