package io.epochal.cli.run;

import io.epochal.protocol.Command;
import io.epochal.protocol.EventPosition;
import io.epochal.protocol.TrainingEvent.CommandApplied;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** The pauses and resumes that were applied to one run. */
final class PauseHistory {
    private final List<Change> changes = new ArrayList<>(0);

    private record Change(EventPosition position, boolean paused) {}

    /** Adds an answer; one that is neither to a pause nor to a resume, or that rejects, changes nothing. */
    void add(CommandApplied answer) {
        boolean pause = answer.command() instanceof Command.PauseTraining;
        boolean resume = answer.command() instanceof Command.ResumeTraining;
        if ((pause || resume) && answer.outcome().isApplied()) {
            changes.add(new Change(EventPosition.of(answer), pause));
        }
    }

    void removeIf(Predicate<EventPosition> isVoid) {
        changes.removeIf(change -> isVoid.test(change.position()));
    }

    /** @param after the attempt up to which pauses do not count any more */
    boolean paused(int after) {
        boolean paused = false;
        for (Change change : changes) {
            paused = change.position().attempt() > after ? change.paused() : paused;
        }
        return paused;
    }
}
