package io.epochal.callback.api.trainers;

import io.epochal.callback.api.log.LogFollower.EventHead;
import io.epochal.protocol.AttachedTrainer;
import io.epochal.protocol.EventPosition;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.AttachedRunResumed;
import io.epochal.protocol.TrainingEvent.AttachedRunStarted;
import io.epochal.protocol.TrainingEvent.CommandApplied;
import io.epochal.protocol.TrainingParams;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The newest attempt at a run, as the log has it.
 *
 * @param last the position of its newest event
 * @param attachment what it said when it began; null where our own trainer has the run
 * @param answers the requests that it has answered, each with the position of the answer
 * @param ended whether it has said that the run is over
 * @param heard when the log took its newest event
 */
record RunHead(
        EventPosition last,
        @Nullable Attachment attachment,
        Map<String, EventPosition> answers,
        boolean ended,
        Instant heard) {
    /** The types that are looked into. */
    private static final Set<String> READ = Set.of(
            AttachedRunStarted.class.getSimpleName(),
            AttachedRunResumed.class.getSimpleName(),
            CommandApplied.class.getSimpleName());

    /** Answers of a run that are remembered; a request that is answered and forgotten is sent to its trainer again. */
    private static final int MOST_ANSWERS = 10_000;

    record Attachment(AttachedTrainer trainer, TrainingParams params) {}

    /** The head after this event; the same where it changes nothing, since it is a repeat or an older attempt's. */
    static @Nullable RunHead after(@Nullable RunHead head, EventHead event) {
        if (head != null && !head.last.isBefore(event.position())) {
            return head;
        }
        boolean ends = event.ends();
        RunHead now = head == null || head.attempt() < event.position().attempt()
                ? new RunHead(event.position(), null, head == null ? Map.of() : head.answers, ends, event.time())
                : new RunHead(event.position(), head.attachment, head.answers, ends || head.ended, event.time());
        Optional<TrainingEvent> decoded =
                READ.contains(event.type()) ? event.decoded().get() : Optional.empty();
        return decoded.map(now::with).orElse(now);
    }

    private RunHead with(TrainingEvent event) {
        if (event instanceof AttachedRunStarted started) {
            return new RunHead(last, new Attachment(started.trainer(), started.params()), Map.of(), ended, heard);
        }
        if (event instanceof AttachedRunResumed resumed) {
            Map<String, EventPosition> stillTrue = new TreeMap<>(answers);
            stillTrue.values().removeIf(resumed::voids);
            return new RunHead(
                    last, new Attachment(resumed.trainer(), resumed.params()), Map.copyOf(stillTrue), ended, heard);
        }
        if (event instanceof CommandApplied answer && attachment != null && answers.size() < MOST_ANSWERS) {
            Map<String, EventPosition> more = new TreeMap<>(answers);
            more.put(answer.commandId(), last);
            return new RunHead(last, attachment, Map.copyOf(more), ended, heard);
        }
        return this;
    }

    int attempt() {
        return last.attempt();
    }

    /** Whether the program with this id began the attempt. */
    boolean isOf(String attachId) {
        return attachment != null && attachment.trainer.attachId().equals(attachId);
    }

    /** Whether a program that is not our trainer has the run, has not ended it, and is silent for longer than it promised. */
    boolean isLost(Instant now) {
        return isUnderWay()
                && heard.plus(Duration.ofSeconds(attachment == null ? 0 : attachment.trainer.heartbeat()))
                        .isBefore(now);
    }

    /** Whether a program that is not our trainer has the run and has not ended it. */
    boolean isUnderWay() {
        return attachment != null && !ended;
    }
}
