package io.epochal.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
        return Wire.JSON.treeToValue(tree(file), type);
    }

    /** The same of another run. */
    static <E extends TrainingEvent> E read(String file, Class<E> type, String run) throws IOException {
        return Wire.JSON.treeToValue(((ObjectNode) tree(file)).put("run", run), type);
    }

    private static JsonNode tree(String file) throws IOException {
        try (InputStream json =
                Objects.requireNonNull(ExampleEvents.class.getResourceAsStream(file + ".json"), "no such event")) {
            return Wire.JSON.readTree(json);
        }
    }
}
