package io.epochal.trainer.run.checkpoint;

import io.epochal.protocol.CheckpointPath;
import io.epochal.protocol.Command;
import io.epochal.protocol.Verdict;
import io.epochal.protocol.field.Printable;
import io.epochal.protocol.field.SpecException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/** What could not be saved, and why. Such a failure ends neither the run nor the saves behind it. For any thread. */
public final class SaveFailures {
    private static final Logger LOG = Logger.getLogger(SaveFailures.class);
    private static final int LONGEST_NAME = 100;
    private static final int LONGEST_REASON = 400;
    private static final int SHOWN = 5;

    private final List<String> all = new ArrayList<>();
    private final List<Verdict.Reason> invalidNames = new ArrayList<>();
    private int count;

    /** The command with the name as it is stored; empty, and noted, when the name is invalid. */
    public synchronized Optional<Command.SaveCheckpoint> normalized(Command.SaveCheckpoint asked) {
        try {
            String name = CheckpointPath.choose("name", asked.name());
            return Optional.of(new Command.SaveCheckpoint(name, asked.weights(), asked.weightsOnly()));
        } catch (SpecException e) {
            note(asked.name(), e);
            if (invalidNames.size() < SHOWN) {
                invalidNames.add(new Verdict.Reason("SaveCheckpoint", "is not saved: " + e.getMessage()));
            }
            return Optional.empty();
        }
    }

    /** Logs and keeps it; only the first few are kept in words. */
    public synchronized void note(String what, Throwable why) {
        String line = Printable.of(what, LONGEST_NAME) + ": "
                + Printable.of(
                        why instanceof RuntimeException ? why.toString() : String.valueOf(why.getMessage()),
                        LONGEST_REASON);
        LOG.errorf("not saved: %s", line);
        count++;
        if (all.size() < SHOWN) {
            all.add(line);
        }
    }

    /** The invalid names that were found since the last call. */
    public synchronized List<Verdict.Reason> takeInvalidNames() {
        List<Verdict.Reason> reasons = List.copyOf(invalidNames);
        invalidNames.clear();
        return reasons;
    }

    /** A clause to append to a run's reason; empty when everything was saved. */
    public synchronized String summary() {
        if (all.isEmpty()) {
            return "";
        }
        String more = count > all.size() ? " and " + (count - all.size()) + " more" : "";
        return "; not saved: " + String.join("; ", all) + more;
    }
}
