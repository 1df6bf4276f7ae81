package io.epochal.cli;

import io.epochal.protocol.Nearest;
import io.epochal.protocol.Topic;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The runs that a stack's Kafka knows of, by id. */
record Runs(Map<String, Story> byId) {
    private static final Topic[] TOPICS = {Topic.RUNS, Topic.EVENTS, Topic.CONTROL};

    static Runs read(Cluster kafka) {
        Map<String, Story> byId = new TreeMap<>();
        try (Line line = new Line(kafka, TOPICS).fromTheBeginning()) {
            line.hearAll(
                    message -> byId.computeIfAbsent(message.run(), Story::new).hear(message));
        }
        byId.values().removeIf(story -> !story.known());
        return new Runs(byId);
    }

    /** {@link Refused} when there is no such run. */
    Story require(String run) throws Refused {
        Story story = byId.get(run);
        if (story == null) {
            throw new Refused("there is no run " + run + Nearest.hint(run, byId.keySet())
                    + "; ./epochal runs lists those that there are");
        }
        return story;
    }

    List<Story> newestFirst() {
        return byId.values().stream()
                .sorted(Comparator.comparing(Story::begun).reversed())
                .toList();
    }
}
