package io.epochal.keras;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The files of the tests. Those named {@code .keras} are Keras 3.15.1's, on TensorFlow. */
final class KerasSamples {
    static final long LIMIT = 1 << 22;

    /** It says at INFO what it opens, and the hostile files are many. A logger that is not held loses its level. */
    private static final Logger HDF5 = Logger.getLogger("io.jhdf");

    static {
        HDF5.setLevel(Level.OFF);
    }

    private KerasSamples() {}

    static Path file(String name) {
        URL url = KerasSamples.class.getResource("/" + name);
        if (url == null) {
            throw new AssertionError("no resource " + name);
        }
        try {
            return Path.of(url.toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    static KerasFile keras(String name) throws KerasFileException {
        return KerasFile.read(file(name), LIMIT);
    }

    static Map<String, Object> json(String name) throws IOException {
        return JsonText.parse(name, Files.readAllBytes(file(name)));
    }
}
