package io.epochal.callback.recording.folder;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.epochal.protocol.Wire;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** A small JSON document beside a recording. */
public final class JsonFile {
    private JsonFile() {}

    /** Reads the document; empty when it is missing or unreadable. */
    public static <T> Optional<T> read(RecordingRoot root, Path file, Class<T> type) throws IOException {
        Optional<byte[]> bytes = root.hasFile(file) ? root.read(file) : Optional.empty();
        try {
            return bytes.isEmpty() ? Optional.empty() : Optional.ofNullable(Wire.JSON.readValue(bytes.get(), type));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    public static void write(RecordingRoot root, Path file, Object document) throws IOException {
        root.replace(file, Wire.JSON.writeValueAsBytes(document));
    }
}
