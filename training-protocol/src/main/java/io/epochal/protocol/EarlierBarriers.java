package io.epochal.protocol;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.epochal.protocol.TrainingEvent.BatchReached;
import io.epochal.protocol.TrainingEvent.EpochEnded;
import java.util.Set;

/** Barrier events of versions that wrote the whole run spec into each, where now {@code params} is. The log has them for ever. */
final class EarlierBarriers {
    private static final Set<Class<? extends Message>> TYPES = Set.of(BatchReached.class, EpochEnded.class);

    private EarlierBarriers() {}

    /** Whether such a message may be an earlier version's. */
    static boolean have(Class<? extends Message> type) {
        return TYPES.contains(type);
    }

    /**
     * The event with {@code params}, taken from its spec where it has none.
     *
     * @throws JsonProcessingException for a spec that cannot be read
     */
    static JsonNode withParams(JsonNode event) throws JsonProcessingException {
        if (event instanceof ObjectNode fields
                && !fields.hasNonNull("params")
                && fields.path("spec").isObject()) {
            RunSpec spec = Wire.JSON.treeToValue(fields.get("spec"), RunSpec.class);
            fields.set("params", Wire.JSON.valueToTree(TrainingParams.of(spec)));
        }
        return event;
    }
}
