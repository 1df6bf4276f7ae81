package io.epochal.callback.recording.csv;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.epochal.callback.recording.folder.RecordingRoot;
import io.epochal.protocol.Wire;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a CSV file is written, which is kept beside it and replaced when it changes.
 *
 * @param settings null when its logger is not in the list any more
 * @param columns as the first row's logs decided; void while there is no row
 */
record CsvLayout(@Nullable CsvSettings settings, @Nullable List<String> columns) {
    static final CsvLayout NOTHING = new CsvLayout(null, null);

    CsvLayout by(Optional<CsvSettings> other) {
        return new CsvLayout(other.orElse(null), columns);
    }

    CsvLayout with(List<String> first) {
        return new CsvLayout(settings, first);
    }

    /** Empty when there is none, or none that can be read. */
    static Optional<CsvLayout> readFrom(RecordingRoot root, Path file) throws IOException {
        try {
            Optional<byte[]> bytes = root.hasFile(file) ? root.read(file) : Optional.empty();
            return bytes.isEmpty()
                    ? Optional.empty()
                    : Optional.ofNullable(Wire.JSON.readValue(bytes.get(), CsvLayout.class));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    void writeTo(RecordingRoot root, Path file) throws IOException {
        root.replace(file, Wire.JSON.writeValueAsBytes(this));
    }
}
