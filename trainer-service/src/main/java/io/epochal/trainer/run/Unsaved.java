package io.epochal.trainer.run;

import io.epochal.protocol.CheckpointPath;
import io.epochal.protocol.Command;
import io.epochal.protocol.Printable;
import io.epochal.protocol.SpecException;
import io.epochal.protocol.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/** What was to be saved and is not, and why. That ends neither the run nor what is saved behind it. For any thread. */
final class Unsaved {
    private static final Logger LOG = Logger.getLogger(Unsaved.class);
    private static final int LONGEST_NAME = 100;
    private static final int LONGEST_REASON = 400;
    private static final int SHOWN = 5;

    private final List<String> all = new ArrayList<>();
    private final List<Verdict.Reason> untold = new ArrayList<>();
    private int count;

    /** The command with the name as it is stored; empty, and noted, when nothing can have this name. */
    synchronized Optional<Command.SaveCheckpoint> chosen(Command.SaveCheckpoint asked) {
        try {
            String name = CheckpointPath.choose("name", asked.name());
            return Optional.of(new Command.SaveCheckpoint(name, asked.weights(), asked.weightsOnly()));
        } catch (SpecException e) {
            note(asked.name(), e);
            if (untold.size() < SHOWN) {
                untold.add(new Verdict.Reason("SaveCheckpoint", "is not saved: " + e.getMessage()));
            }
            return Optional.empty();
        }
    }

    synchronized void note(String what, Throwable why) {
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

    /** Those names that have been found to be none since this was asked last. */
    synchronized List<Verdict.Reason> untold() {
        List<Verdict.Reason> reasons = List.copyOf(untold);
        untold.clear();
        return reasons;
    }

    /** All of it in words, to be put behind a run's reason; empty when everything was saved. */
    synchronized String words() {
        if (all.isEmpty()) {
            return "";
        }
        String more = count > all.size() ? " and " + (count - all.size()) + " more" : "";
        return "; not saved: " + String.join("; ", all) + more;
    }
}
