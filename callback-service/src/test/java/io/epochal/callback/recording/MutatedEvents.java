package io.epochal.callback.recording;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.epochal.callback.JsonMutation;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Examples of events, of which something is wrong.
 *
 * @param runs how many have such events
 */
public record MutatedEvents(Random random, JsonMutation mutation, List<ObjectNode> golden, int runs) {
    private static final Path GOLDEN = Path.of("../training-protocol/src/test/resources/wire");

    /** The examples of all events, as they are written to Kafka. */
    public static List<ObjectNode> examples() throws IOException {
        List<ObjectNode> golden = new ArrayList<>();
        try (Stream<Path> files = Files.walk(GOLDEN)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                ObjectNode message = (ObjectNode) Wire.JSON.readTree(file.toFile());
                if (Wire.names(TrainingEvent.class).contains(type(message))) {
                    golden.add(message);
                }
            }
        }
        return golden;
    }

    /** The next one; empty for what would not be read from a topic either, and for an event of the run that is to stay innocent. */
    public Optional<TrainingEvent> next(int sequence) {
        ObjectNode event = golden.get(random.nextInt(golden.size())).deepCopy();
        ((ObjectNode) event.get("value"))
                .put("run", "mutant-" + random.nextInt(runs))
                .put("sequence", sequence);
        for (int change = random.nextInt(3); change >= 0; change--) {
            mutation.apply(event.get("value"));
        }
        try {
            Class<?> type = Class.forName(TrainingEvent.class.getName() + "$" + type(event));
            return Optional.ofNullable((TrainingEvent) Wire.JSON.treeToValue(event.get("value"), type))
                    .filter(one -> !"innocent".equals(one.run()));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String type(ObjectNode message) {
        return message.get("headers").get("ce_type").asText().substring("io.epochal.".length());
    }
}
