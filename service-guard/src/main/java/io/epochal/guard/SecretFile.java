package io.epochal.guard;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Objects;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * A file with one secret. Only its place is logged, never its text.
 *
 * @param setting the variable that names it, for messages
 */
public record SecretFile(String setting, Path path) {
    private static final Logger LOG = Logger.getLogger(SecretFile.class);
    private static final int MOST_BYTES = 1024;

    /**
     * The file's text, without blanks at its ends; where there is no such file, one is made, readable for its owner only. Of two
     * services that make it, both have the same.
     *
     * @param fresh the text of a new file
     * @throws IOException when it cannot be read or made; the message says what would be right
     */
    public String readOrMake(Supplier<String> fresh) throws IOException {
        if (Files.notExists(path)) {
            try {
                make(fresh.get());
            } catch (IOException e) {
                throw new IOException(setting + " names " + path + ", which is not there and cannot be made: " + e, e);
            }
        }
        if (Files.size(path) > MOST_BYTES) {
            throw new IOException(path + " must hold one token; it has more than " + MOST_BYTES + " bytes");
        }
        String text = Files.readString(path, StandardCharsets.UTF_8).strip();
        warnOfReaders();
        return text;
    }

    private void make(String text) throws IOException {
        Path folder = Objects.requireNonNull(path.toAbsolutePath().getParent(), "a file is in a folder");
        // A temporary file is created with access for its owner only.
        Path part = Files.createTempFile(folder, ".token", ".part");
        try {
            Files.writeString(part, text + "\n");
            publish(part);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /** A link is made in one step, and never replaces what another process has made meanwhile. */
    private void publish(Path part) throws IOException {
        try {
            Files.createLink(path, part);
            LOG.infof("a token was made, for %s: %s", setting, path);
        } catch (FileAlreadyExistsException e) {
            LOG.debugf("another process has made %s", path);
        } catch (UnsupportedOperationException e) {
            Files.move(part, path);
            LOG.infof("a token was made, for %s: %s", setting, path);
        }
    }

    private void warnOfReaders() throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
        if (view != null && view.readAttributes().permissions().contains(PosixFilePermission.OTHERS_READ)) {
            LOG.warnf("everybody on this machine can read the token in %s; chmod 600 it", path);
        }
    }
}
