package io.epochal.callback.summary;

import io.epochal.protocol.Command;
import io.epochal.protocol.EventPosition;
import io.epochal.protocol.RevokedEnds;
import io.epochal.protocol.TrainingEvent.CommandApplied;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** The pauses and resumes that were applied to one run. */
final class PauseHistory {
    private final List<Change> changes = new ArrayList<>(0);

    private record Change(EventPosition position, boolean paused) {}

    PauseHistory() {}

    /** @param paused the attempt of the last pause that no resume followed; 0 for none */
    PauseHistory(int paused) {
        if (paused > 0) {
            changes.add(new Change(new EventPosition(paused, 0), true));
        }
    }

    /** The attempt of the last pause that no resume followed; 0 for none. */
    int pausedAttempt() {
        Change last = changes.isEmpty() ? null : changes.get(changes.size() - 1);
        return last == null || !last.paused() ? 0 : last.position().attempt();
    }

    void clear() {
        changes.clear();
    }

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

    /** @param revoked ends of attempts whose pauses do not count any more */
    boolean paused(RevokedEnds revoked) {
        boolean paused = false;
        for (Change change : changes) {
            paused = revoked.includes(change.position().attempt()) ? paused : change.paused();
        }
        return paused;
    }
}
