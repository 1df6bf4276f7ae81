package io.epochal.callback.recording;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.epochal.protocol.TrainingEvent.RunResumed;
import io.epochal.protocol.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How far a run is written down. Kept beside the files and replaced after each event, so that a recorder that died goes on behind
 * the last whole event: no event is lost, none is there twice.
 *
 * @param attempt that was heard last
 * @param sequence of the last event that is in the files
 * @param file the files' name, which later attempts write on in
 * @param callbacks the run's, as the last event that carries them has them
 * @param trainLength bytes of the training file up to there
 * @param validationLength bytes of the validation file up to there
 * @param marks how long the files were at the last places from which another attempt may go on
 */
record Bookmark(
        int attempt,
        long sequence,
        String file,
        List<Map<String, Object>> callbacks,
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
        return new Bookmark(attempt, nextSequence, file, callbacks, train, validation, marks);
    }

    /** Remembers that the files have these lengths before an event of this attempt. */
    Bookmark marked(long before, long train, long validation) {
        List<Mark> last = new ArrayList<>(marks);
        last.add(new Mark(attempt, before, train, validation));
        List<Mark> kept = List.copyOf(last.subList(Math.max(0, last.size() - MOST_MARKS), last.size()));
        return new Bookmark(attempt, sequence, file, callbacks, trainLength, validationLength, kept);
    }

    /** The same under other callbacks. */
    Bookmark under(List<Map<String, Object>> others) {
        return new Bookmark(attempt, sequence, file, others, trainLength, validationLength, marks);
    }

    /** Back to where another attempt goes on; empty when that place is not known any more. */
    Optional<Bookmark> resumed(RunResumed resumed) {
        return marks.stream()
                .filter(mark -> mark.attempt() == resumed.fromAttempt() && mark.sequence() == resumed.fromSequence())
                .findFirst()
                .map(mark -> new Bookmark(
                        resumed.attempt(),
                        resumed.sequence(),
                        file,
                        callbacks,
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
            throw new IOException(file + " is not a recorder's; delete the folder to have it written anew", e);
        }
    }

    void writeTo(Path folder) throws IOException {
        WholeFile.replace(folder.resolve(FILE), Wire.JSON.writeValueAsBytes(this));
    }
}
