package io.epochal.cli.timeline;

import io.epochal.callback.summary.RunDetails;
import io.epochal.cli.spec.UsageException;
import io.epochal.protocol.AttachedTrainer;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.field.Printable;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Collectors;

/** Why a command cannot do what it does with a run of our trainer: the program that trains it keeps its checkpoints itself. */
public final class AttachedRefusal {
    /** How many checkpoints a message names. */
    private static final int MOST = 5;

    private AttachedRefusal() {}

    /**
     * {@link UsageException} for a run that a program trains which is not our trainer; it says where the checkpoints are.
     *
     * @param advice what to do instead
     */
    public static void check(KafkaCluster kafka, String run, String advice) throws UsageException {
        Optional<RunDetails> attached = RunReader.attached(kafka, run);
        if (attached.isPresent()) {
            throw of(attached.get(), advice);
        }
    }

    /** The spec of a run of our trainer; otherwise as {@link #check}. */
    public static RunSpec spec(RunDetails run, String advice) throws UsageException {
        return run.facts().spec().orElseThrow(() -> of(run, advice));
    }

    private static UsageException of(RunDetails run, String advice) {
        String trainer = run.facts().trainer().map(AttachedTrainer::name).orElse("another program");
        return new UsageException(Printable.of(run.id() + " is trained by " + trainer
                + ", which keeps its checkpoints itself" + places(run) + "; " + advice));
    }

    private static String places(RunDetails run) {
        SortedMap<String, String> all = run.ownCheckpoints();
        String places = all.entrySet().stream()
                .limit(MOST)
                .map(one -> one.getKey() + " is " + one.getValue())
                .collect(Collectors.joining(", "));
        String more = all.size() > MOST ? " and " + (all.size() - MOST) + " more, see ./epochal runs show" : "";
        return places.isEmpty() ? ", and has told of none" : ": " + places + more;
    }
}
