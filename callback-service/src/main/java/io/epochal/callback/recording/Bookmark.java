package io.epochal.callback.recording;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * How far a run is written down. Kept beside the files and replaced after each event, so that a recorder that died goes on behind
 * the last whole event: no event is lost, none is there twice.
 *
 * @param sequence of the last event that is in the files
 * @param trainLength bytes of the training file up to there
 * @param validationLength bytes of the validation file up to there
 */
record Bookmark(int attempt, long sequence, Instant started, RunSpec spec, long trainLength, long validationLength) {
    private static final String FILE = ".recorded.json";

    boolean covers(int otherAttempt, long otherSequence) {
        return otherAttempt < attempt || (otherAttempt == attempt && otherSequence <= sequence);
    }

    Bookmark at(long nextSequence, long train, long validation) {
        return new Bookmark(attempt, nextSequence, started, spec, train, validation);
    }

    static Optional<Bookmark> readFrom(Path folder) throws IOException {
        Path file = folder.resolve(FILE);
        if (Files.notExists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Wire.JSON.readValue(Files.readAllBytes(file), Bookmark.class));
        } catch (JsonProcessingException e) {
            throw new IOException(file + " is not a recorder's; delete the folder to have it written anew", e);
        }
    }

    void writeTo(Path folder) throws IOException {
        WholeFile.replace(folder.resolve(FILE), Wire.JSON.writeValueAsBytes(this));
    }
}
