package io.epochal.cli.timeline;

import io.epochal.cli.run.RunDetails;
import io.epochal.cli.spec.UsageException;
import io.epochal.protocol.Identifier;
import io.epochal.protocol.Message;
import io.epochal.protocol.Nearest;
import io.epochal.protocol.RunRequested;
import io.epochal.protocol.Topic;
import io.epochal.protocol.TrainingEvent.RunStarted;
import java.util.Set;
import java.util.TreeSet;

/** Finds the story of one run among those of all runs. */
public final class RunReader {
    private static final Topic[] LIFE = {Topic.RUNS, Topic.EVENTS};

    private RunReader() {}

    /** A story so far, and the line on which it goes on. */
    public record OpenRun(RunDetails story, KafkaSession line) implements AutoCloseable {
        @Override
        public void close() {
            line.close();
        }
    }

    /** How a run stands, without its epochs: what a request to it has to know. {@link UsageException} when there is no such run. */
    public static OpenRun life(KafkaCluster kafka, String run) throws UsageException {
        return begin(kafka, run, RunDetails.LIFE, LIFE);
    }

    /** All that there is to say of a run; {@link UsageException} when there is no such run. */
    public static RunDetails whole(KafkaCluster kafka, String run) throws UsageException {
        try (OpenRun begun = begin(kafka, run, RunDetails.ALL, Topic.RUNS, Topic.EVENTS, Topic.CONTROL)) {
            return begun.story();
        }
    }

    private static OpenRun begin(KafkaCluster kafka, String run, Set<Class<? extends Message>> types, Topic... topics)
            throws UsageException {
        OpenRun own = heard(KafkaSession.of(kafka, run, topics), run, types);
        if (own.story().known()) {
            return own;
        }
        own.close();
        Set<String> ids = ids(kafka);
        if (!ids.contains(run)) {
            throw new UsageException(
                    "there is no run " + run + Nearest.hint(run, ids) + "; ./epochal runs lists those that there are");
        }
        return heard(KafkaSession.anywhere(kafka, run, topics), run, types);
    }

    private static OpenRun heard(KafkaSession line, String run, Set<Class<? extends Message>> types) {
        RunDetails story = new RunDetails(run);
        line.wanting(types).fromTheBeginning().hearAll(story::hear);
        return new OpenRun(story, line);
    }

    private static Set<String> ids(KafkaCluster kafka) {
        Set<String> ids = new TreeSet<>();
        try (KafkaSession line = KafkaSession.ofAll(kafka, LIFE)
                .wanting(Set.of(RunRequested.class, RunStarted.class))
                .fromTheBeginning()) {
            line.hearAll(message -> ids.add(message.run()));
        }
        ids.removeIf(id -> !Identifier.isValid(id));
        return ids;
    }
}
