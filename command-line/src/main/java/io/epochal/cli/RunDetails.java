package io.epochal.cli;

import io.epochal.protocol.CommandRequest;
import io.epochal.protocol.EventPosition;
import io.epochal.protocol.Message;
import io.epochal.protocol.RunRequested;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.RunTimeline;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.CheckpointSaved;
import io.epochal.protocol.TrainingEvent.CommandApplied;
import io.epochal.protocol.TrainingEvent.EpochEnded;
import io.epochal.protocol.TrainingEvent.RunEnded;
import io.epochal.protocol.TrainingEvent.RunResumed;
import io.epochal.protocol.TrainingEvent.RunStarted;
import io.epochal.protocol.TrainingEvent.RunSuspended;
import io.epochal.protocol.TrainingEvent.VerdictApplied;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One run as its messages tell it, without the events that a resumed attempt has taken back. Hears messages in their order, and keeps
 * of them what there is to say: no histograms, no callbacks' states.
 */
final class RunDetails {
    /** What it hears of how a run stands. */
    static final Set<Class<? extends Message>> LIFE = Set.of(
            RunRequested.class,
            RunStarted.class,
            RunResumed.class,
            RunSuspended.class,
            RunEnded.class,
            CommandApplied.class,
            CheckpointSaved.class);

    /** All that it hears. */
    static final Set<Class<? extends Message>> ALL = Stream.concat(
                    LIFE.stream(), Stream.of(EpochEnded.class, VerdictApplied.class, CommandRequest.class))
            .collect(Collectors.toUnmodifiableSet());

    private final String run;
    private final RunTimeline timeline = new RunTimeline(this::kept);
    private final List<TrainingEvent> attempts = new ArrayList<>();
    private final Dialogue dialogue = new Dialogue();
    private @Nullable RunRequested requested;
    private @Nullable RunSpec spec;
    private @Nullable TrainingEvent last;

    RunDetails(String run) {
        this.run = run;
    }

    void hear(Message message) {
        if (message instanceof RunRequested request) {
            hear(request);
        } else if (message instanceof CommandRequest request) {
            dialogue.hear(request);
        } else if (message instanceof TrainingEvent event && timeline.add(event)) {
            hear(event);
        }
    }

    private void hear(RunRequested request) {
        requested = requested == null ? request : requested;
        spec = spec == null ? request.spec() : spec;
        timeline.add(request);
    }

    private void hear(TrainingEvent event) {
        if (event instanceof RunStarted started) {
            dialogue.forget(event::voids);
            spec = started.spec();
            attempts.add(started);
        } else if (event instanceof RunResumed resumed) {
            spec = resumed.spec();
            dialogue.forget(event::voids);
            attempts.add(resumed);
        } else if (event instanceof CommandApplied answer) {
            dialogue.hear(answer);
        }
        last = event;
    }

    private Optional<TrainingEvent> kept(TrainingEvent event) {
        if (event instanceof EpochEnded epoch) {
            return Optional.of(Lean.of(epoch, spec == null ? epoch.spec() : spec));
        }
        if (event instanceof VerdictApplied applied) {
            return applied.reasons().isEmpty() ? Optional.empty() : Optional.of(Lean.of(applied));
        }
        boolean nobodyAsks = event instanceof CheckpointSaved saved && !Lean.endsARun(saved);
        return nobodyAsks || !ALL.contains(event.getClass()) ? Optional.empty() : Optional.of(event);
    }

    String run() {
        return run;
    }

    /** Whether there is such a run at all. */
    boolean known() {
        return spec != null;
    }

    /** Of a run that is {@link #known}. */
    RunSpec spec() {
        if (spec == null) {
            throw new IllegalStateException("nothing is known of " + run);
        }
        return spec;
    }

    /** The newest that has said something, or 0. */
    int attempt() {
        return timeline.position().attempt();
    }

    RunState state() {
        Optional<RunEnded> ended = ended();
        if (ended.isPresent()) {
            return RunState.of(ended.get().status());
        }
        if (attempt() <= takenBack()) {
            return RunState.QUEUED;
        }
        if (last instanceof RunSuspended) {
            return RunState.SUSPENDED;
        }
        return dialogue.paused(takenBack()) ? RunState.PAUSED : RunState.RUNNING;
    }

    /** How it ended, unless somebody has taken that back since. */
    Optional<RunEnded> ended() {
        return timeline.end();
    }

    /** The first event of each attempt. */
    List<TrainingEvent> attempts() {
        return attempts;
    }

    /** Of the newest event. */
    EventPosition position() {
        return timeline.position();
    }

    /** All that is true and that there is something to say of, in its order. */
    List<TrainingEvent> events() {
        return timeline.events();
    }

    <E extends TrainingEvent> List<E> events(Class<E> type) {
        return events().stream().filter(type::isInstance).map(type::cast).toList();
    }

    SortedMap<Integer, EpochEnded> epochs() {
        SortedMap<Integer, EpochEnded> epochs = new TreeMap<>();
        events(EpochEnded.class).forEach(epoch -> epochs.put(epoch.epoch(), epoch));
        return epochs;
    }

    /** What people have asked for, and what was answered. */
    Dialogue dialogue() {
        return dialogue;
    }

    Optional<CommandApplied> answer(String commandId) {
        return dialogue.answer(commandId);
    }

    Optional<RunRequested> requested() {
        return Optional.ofNullable(requested);
    }

    /** The newest attempt whose end somebody has taken back, or 0. */
    int takenBack() {
        return timeline.revokedAttempt();
    }

    /** Until when it has taken its time. */
    Instant until(Instant now) {
        return state().underWay() ? now : last == null ? begun() : last.time();
    }

    /** When it was asked for, or first heard of. */
    Instant begun() {
        return !attempts.isEmpty() ? attempts.get(0).time() : requested == null ? Instant.EPOCH : requested.time();
    }
}
