package io.epochal.benchmark;

import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.Wire;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** Events of the example, as a trainer has sent them. */
final class ExampleEvents {
    private ExampleEvents() {}

    /** @param file such as {@code epoch-ended} */
    static <E extends TrainingEvent> E read(String file, Class<E> type) throws IOException {
        try (InputStream json =
                Objects.requireNonNull(ExampleEvents.class.getResourceAsStream(file + ".json"), "no such event")) {
            return Wire.JSON.readValue(json, type);
        }
    }
}
