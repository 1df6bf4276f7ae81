package io.epochal.guard;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Copies of trusted jars, in a folder of this process: what is loaded is what was checked, whatever becomes of the jars meanwhile. */
final class CheckedCopies {
    private static final String JAR = ".jar";

    private CheckedCopies() {}

    /**
     * Copies a folder's jars and checks the copies. They are deleted at the end of the process.
     *
     * @return the folder of the copies
     * @throws IOException that names the jars which are not trusted, and why
     */
    static Path of(Path folder, PluginSigners signers) throws IOException {
        // A temporary folder is created with access for its owner only.
        Path copies = Files.createTempDirectory("epochal-plugins");
        copies.toFile().deleteOnExit();
        List<String> refused = new ArrayList<>();
        for (Path jar : jars(folder)) {
            Path copy = Files.copy(jar, copies.resolve(jar.getFileName()));
            copy.toFile().deleteOnExit();
            signers.faults(copy).forEach(fault -> refused.add(jar.getFileName() + ": " + fault));
        }
        if (!refused.isEmpty()) {
            throw new IOException("plug-ins in " + folder + " are not trusted: " + String.join("; ", refused)
                    + ". Remove them, have them signed, or add their signers to EPOCHAL_PLUGINS_SIGNERS");
        }
        return copies;
    }

    private static List<Path> jars(Path folder) throws IOException {
        if (Files.notExists(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(JAR)).sorted().toList();
        }
    }
}
