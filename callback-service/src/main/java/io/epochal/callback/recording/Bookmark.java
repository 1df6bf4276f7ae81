package io.epochal.callback.recording;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.TrainingEvent.RunResumed;
import io.epochal.protocol.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How far a run is written down. Kept beside the files and replaced after each event, so that a recorder that died goes on behind
 * the last whole event: no event is lost, none is there twice.
 *
 * @param began the attempt that the files are named for; {@code attempt} is the one whose events are written now
 * @param sequence of the last event that is in the files
 * @param trainLength bytes of the training file up to there
 * @param validationLength bytes of the validation file up to there
 * @param marks how long the files were at the last places from which another attempt may go on
 */
record Bookmark(
        int began,
        int attempt,
        long sequence,
        Instant started,
        RunSpec spec,
        long trainLength,
        long validationLength,
        List<Mark> marks) {
    private static final String FILE = ".recorded.json";
    private static final int MOST_MARKS = 64;

    /** The files' lengths before an event. */
    record Mark(int attempt, long sequence, long trainLength, long validationLength) {}

    boolean covers(int otherAttempt, long otherSequence) {
        return otherAttempt < attempt || (otherAttempt == attempt && otherSequence <= sequence);
    }

    Bookmark at(long nextSequence, long train, long validation) {
        return new Bookmark(began, attempt, nextSequence, started, spec, train, validation, marks);
    }

    /** Remembers that the files have these lengths before an event of this attempt. */
    Bookmark marked(long before, long train, long validation) {
        List<Mark> last = new ArrayList<>(marks);
        last.add(new Mark(attempt, before, train, validation));
        List<Mark> kept = List.copyOf(last.subList(Math.max(0, last.size() - MOST_MARKS), last.size()));
        return new Bookmark(began, attempt, sequence, started, spec, trainLength, validationLength, kept);
    }

    /** Back to where another attempt goes on; empty when that place is not known any more. */
    Optional<Bookmark> resumed(RunResumed resumed) {
        return marks.stream()
                .filter(mark -> mark.attempt() == resumed.fromAttempt() && mark.sequence() == resumed.fromSequence())
                .findFirst()
                .map(mark -> new Bookmark(
                        began,
                        resumed.attempt(),
                        resumed.sequence(),
                        started,
                        spec,
                        mark.trainLength(),
                        mark.validationLength(),
                        marks));
    }

    static Optional<Bookmark> readFrom(Path folder) throws IOException {
        Path file = folder.resolve(FILE);
        if (Files.notExists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Wire.JSON.readValue(Files.readAllBytes(file), Bookmark.class));
        } catch (JsonProcessingException e) {
            throw new Unreadable(file + " is not a recorder's; it is written anew when the service starts again", e);
        }
    }

    /** As {@link #readFrom}; empty also for one that was torn. */
    static Optional<Bookmark> readable(Path folder) throws IOException {
        try {
            return Files.isDirectory(folder) ? readFrom(folder) : Optional.empty();
        } catch (Unreadable e) {
            return Optional.empty();
        }
    }

    static void delete(Path folder) throws IOException {
        Files.deleteIfExists(folder.resolve(FILE));
    }

    void writeTo(Path folder) throws IOException {
        WholeFile.replace(folder.resolve(FILE), Wire.JSON.writeValueAsBytes(this));
    }

    private static final class Unreadable extends IOException {
        private static final long serialVersionUID = 1L;

        Unreadable(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
