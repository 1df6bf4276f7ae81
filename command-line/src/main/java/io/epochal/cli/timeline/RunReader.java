package io.epochal.cli.timeline;

import io.epochal.callback.summary.KeptMessages;
import io.epochal.callback.summary.RunDetails;
import io.epochal.cli.spec.UsageException;
import io.epochal.protocol.Message;
import io.epochal.protocol.Topic;
import io.epochal.protocol.field.Nearest;
import java.util.Optional;
import java.util.Set;

/** Reads what the log holds of one run. */
public final class RunReader {
    private static final Topic[] STATE = {Topic.RUNS, Topic.EVENTS};

    private RunReader() {}

    /** A run as it is now, and the session that reads on from there. */
    public record OpenRun(RunDetails run, KafkaSession session) implements AutoCloseable {
        @Override
        public void close() {
            session.close();
        }
    }

    /** The state of a run without its epochs: what a command to it needs. {@link UsageException} when there is no such run. */
    public static OpenRun state(KafkaCluster kafka, String run) throws UsageException {
        return open(kafka, run, KeptMessages.STATE, STATE);
    }

    /** Everything that is shown of a run. {@link UsageException} when there is no such run. */
    public static RunDetails details(KafkaCluster kafka, String run) throws UsageException {
        try (OpenRun opened = open(kafka, run, KeptMessages.ALL, Topic.RUNS, Topic.EVENTS, Topic.CONTROL)) {
            return opened.run();
        }
    }

    /** The state of a run that a program trains which is not our trainer; empty for other runs, and where there is none. */
    public static Optional<RunDetails> attached(KafkaCluster kafka, String run) {
        try (OpenRun opened = read(KafkaSession.oneRunInAllPartitions(kafka, run, STATE), run, KeptMessages.STATE)) {
            return Optional.of(opened.run()).filter(RunDetails::isAttached);
        }
    }

    private static OpenRun open(KafkaCluster kafka, String run, Set<Class<? extends Message>> types, Topic... topics)
            throws UsageException {
        OpenRun own = read(KafkaSession.oneRun(kafka, run, topics), run, types);
        if (own.run().known()) {
            return own;
        }
        own.close();
        Set<String> ids = RunCatalog.read(kafka).byId().keySet();
        if (!ids.contains(run)) {
            throw new UsageException(
                    "there is no run " + run + Nearest.hint(run, ids) + "; ./epochal runs lists all runs");
        }
        return read(KafkaSession.oneRunInAllPartitions(kafka, run, topics), run, types);
    }

    private static OpenRun read(KafkaSession session, String id, Set<Class<? extends Message>> types) {
        RunDetails run = new RunDetails(id);
        session.onlyTypes(types)
                .hearing(Topic.EVENTS, (of, time) -> run.heard(time))
                .fromBeginning()
                .readToEnd(run::add);
        return new OpenRun(run, session);
    }
}
