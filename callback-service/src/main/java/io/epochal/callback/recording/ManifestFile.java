package io.epochal.callback.recording;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import io.epochal.callback.recording.folder.RecordingRoot;
import io.epochal.protocol.Wire;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The file of a {@link PartitionManifest}: a JSON object with what there was, and a line for each change since. A file that could
 * not be written is deleted, so that the next start reads the log from its beginning.
 */
final class ManifestFile {
    private static final ObjectReader ENTRIES =
            Wire.JSON.readerFor(ManifestEntry.class).with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final Set<StandardOpenOption> APPEND = Set.of(StandardOpenOption.APPEND, StandardOpenOption.WRITE);

    private final RecordingRoot root;
    private final Path file;
    private final Consumer<Throwable> failures;
    private boolean lost;

    /** The result of an attempt to append a line. */
    enum Appended {
        DONE,
        /** The file is missing, or incomplete since an earlier failure: all must be written. */
        FILE_MISSING,
        FAILED
    }

    /** @param failures is called with what goes wrong with the file */
    ManifestFile(RecordingRoot root, Path file, Consumer<Throwable> failures) {
        this.root = root;
        this.file = file;
        this.failures = failures;
    }

    /** @param unreadable is run for a line that is no entry, such as the last one of a process that died */
    void read(Consumer<ManifestEntry> entries, Runnable unreadable) throws IOException {
        String lines = new String(root.read(file).orElse(new byte[0]), StandardCharsets.UTF_8);
        for (String line : lines.split("\n", -1)) {
            try {
                entries.accept(ENTRIES.readValue(line));
            } catch (JsonProcessingException e) {
                unreadable.run();
            }
        }
    }

    Appended append(ManifestEntry entry) {
        try {
            if (lost || !root.hasFile(file)) {
                return Appended.FILE_MISSING;
            }
            byte[] line = ("\n" + Wire.JSON.writeValueAsString(entry)).getBytes(StandardCharsets.UTF_8);
            try (FileChannel channel = root.open(file, APPEND)) {
                ByteBuffer rest = ByteBuffer.wrap(line);
                while (rest.hasRemaining()) {
                    channel.write(rest);
                }
            }
            return Appended.DONE;
        } catch (IOException | RuntimeException e) {
            lose(e);
            return Appended.FAILED;
        }
    }

    /** Writes a new file with this alone; whether that succeeded. */
    boolean replace(ManifestEntry all) {
        try {
            root.replace(file, Wire.JSON.writeValueAsBytes(all));
            lost = false;
            return true;
        } catch (IOException | RuntimeException e) {
            lose(e);
            return false;
        }
    }

    /** A full disk takes no line, but a file can still be deleted. */
    private void lose(Exception reason) {
        if (!lost) {
            failures.accept(reason);
        }
        lost = true;
        try {
            root.delete(file);
        } catch (IOException e) {
            reason.addSuppressed(e);
        }
    }
}
