package io.epochal.cli;

import io.epochal.protocol.Identifier;
import io.epochal.protocol.Message;
import io.epochal.protocol.Nearest;
import io.epochal.protocol.RunRequested;
import io.epochal.protocol.Topic;
import io.epochal.protocol.TrainingEvent.RunStarted;
import java.util.Set;
import java.util.TreeSet;

/** Finds the story of one run among those of all runs. */
final class Stories {
    private static final Topic[] LIFE = {Topic.RUNS, Topic.EVENTS};

    private Stories() {}

    /** A story so far, and the line on which it goes on. */
    record Begun(RunDetails story, Line line) implements AutoCloseable {
        @Override
        public void close() {
            line.close();
        }
    }

    /** How a run stands, without its epochs: what a request to it has to know. {@link Refused} when there is no such run. */
    static Begun life(Cluster kafka, String run) throws Refused {
        return begin(kafka, run, RunDetails.LIFE, LIFE);
    }

    /** All that there is to say of a run; {@link Refused} when there is no such run. */
    static RunDetails whole(Cluster kafka, String run) throws Refused {
        try (Begun begun = begin(kafka, run, RunDetails.ALL, Topic.RUNS, Topic.EVENTS, Topic.CONTROL)) {
            return begun.story();
        }
    }

    private static Begun begin(Cluster kafka, String run, Set<Class<? extends Message>> types, Topic... topics)
            throws Refused {
        Begun own = heard(Line.of(kafka, run, topics), run, types);
        if (own.story().known()) {
            return own;
        }
        own.close();
        Set<String> ids = ids(kafka);
        if (!ids.contains(run)) {
            throw new Refused(
                    "there is no run " + run + Nearest.hint(run, ids) + "; ./epochal runs lists those that there are");
        }
        return heard(Line.anywhere(kafka, run, topics), run, types);
    }

    private static Begun heard(Line line, String run, Set<Class<? extends Message>> types) {
        RunDetails story = new RunDetails(run);
        line.wanting(types).fromTheBeginning().hearAll(story::hear);
        return new Begun(story, line);
    }

    private static Set<String> ids(Cluster kafka) {
        Set<String> ids = new TreeSet<>();
        try (Line line = Line.ofAll(kafka, LIFE)
                .wanting(Set.of(RunRequested.class, RunStarted.class))
                .fromTheBeginning()) {
            line.hearAll(message -> ids.add(message.run()));
        }
        ids.removeIf(id -> !Identifier.isValid(id));
        return ids;
    }
}
