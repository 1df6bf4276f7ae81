package io.epochal.cli.spec;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.epochal.callback.policy.Replay;
import io.epochal.protocol.field.Fields;
import io.epochal.protocol.field.Printable;
import io.epochal.protocol.field.SpecException;
import java.util.ArrayList;
import java.util.List;

/** A history as JSON lines, one epoch a line: {@code {epoch, logs, batches}}. */
final class JsonHistoryFile {
    private static final String RIGHT = "; it must be one object such as {\"epoch\": 0, \"logs\": {\"loss\": 0.5}}";

    private JsonHistoryFile() {}

    static List<Replay.Measured> read(TextFile file) throws UsageException {
        List<Replay.Measured> epochs = new ArrayList<>();
        int number = 0;
        for (String line : (Iterable<String>) file.text().lines()::iterator) {
            number++;
            if (!line.isBlank()) {
                epochs.add(epoch(file.name() + ":" + number + ": ", line, epochs.size()));
            }
        }
        return epochs;
    }

    private static Replay.Measured epoch(String place, String line, int index) throws UsageException {
        try {
            Fields epoch = Fields.of("", ReplayCaseJson.object(line));
            if (!epoch.has("logs")) {
                throw new UsageException(
                        place + "has no logs, but " + Printable.of(String.join(", ", epoch.keys()), 120) + RIGHT);
            }
            return ReplayCaseJson.measured(epoch, index);
        } catch (JsonProcessingException e) {
            throw new UsageException(place + "is not JSON: " + Printable.of(e.getOriginalMessage(), 200) + RIGHT);
        } catch (SpecException e) {
            throw new UsageException(place + e.getMessage());
        }
    }
}
