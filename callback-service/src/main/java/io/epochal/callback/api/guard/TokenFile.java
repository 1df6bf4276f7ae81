package io.epochal.callback.api.guard;

import io.epochal.callback.guard.ApiToken;
import io.epochal.callback.guard.TokenText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.security.SecureRandom;
import java.util.Objects;
import org.jboss.logging.Logger;

/** The file with the operator's own token. Only its place is logged, never its text. */
record TokenFile(Path path) {
    private static final Logger LOG = Logger.getLogger(TokenFile.class);
    private static final int MOST_BYTES = 1024;

    /**
     * The token; where there is no such file, one is made, readable for its owner only. Of two services that make it, both have the
     * same.
     *
     * @throws IOException when it cannot be read or made; the message says what would be right
     */
    TokenText readOrMake() throws IOException {
        if (Files.notExists(path)) {
            try {
                make();
            } catch (IOException e) {
                throw new IOException(
                        "EPOCHAL_TOKEN_FILE names " + path + ", which is not there and cannot be made: " + e, e);
            }
        }
        if (Files.size(path) > MOST_BYTES) {
            throw new IOException(path + " must hold one token; it has more than " + MOST_BYTES + " bytes");
        }
        String text = Files.readString(path, StandardCharsets.UTF_8).strip();
        TokenText token = TokenText.parse(text)
                .filter(one -> one.id().equals(ApiToken.ROOT))
                .orElseThrow(() -> new IOException(path + " must hold one token, " + TokenText.PREFIX
                        + "root_ and 64 hexadecimal digits; delete it, and a new one is made"));
        warnOfReaders();
        return token;
    }

    private void make() throws IOException {
        Path folder = Objects.requireNonNull(path.toAbsolutePath().getParent(), "a file is in a folder");
        // A temporary file is created with access for its owner only.
        Path part = Files.createTempFile(folder, ".token", ".part");
        try {
            Files.writeString(
                    part, TokenText.createRoot(new SecureRandom()::nextBytes).text() + "\n");
            publish(part);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /** A link is made in one step, and never replaces what another process has made meanwhile. */
    private void publish(Path part) throws IOException {
        try {
            Files.createLink(path, part);
            LOG.infof("a token of the role admin was made: %s", path);
        } catch (FileAlreadyExistsException e) {
            LOG.debugf("another process has made %s", path);
        } catch (UnsupportedOperationException e) {
            Files.move(part, path);
            LOG.infof("a token of the role admin was made: %s", path);
        }
    }

    private void warnOfReaders() throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
        if (view != null && view.readAttributes().permissions().contains(PosixFilePermission.OTHERS_READ)) {
            LOG.warnf("everybody on this machine can read the token in %s; chmod 600 it", path);
        }
    }
}
