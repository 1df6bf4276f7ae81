package io.epochal.cli.run;

import io.epochal.protocol.CommandRequest;
import io.epochal.protocol.Message;
import io.epochal.protocol.RunRequested;
import io.epochal.protocol.RunSpec;
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
public final class RunDetails {
    /** What it hears of how a run stands. */
    public static final Set<Class<? extends Message>> LIFE = Set.of(
            RunRequested.class,
            RunStarted.class,
            RunResumed.class,
            RunSuspended.class,
            RunEnded.class,
            CommandApplied.class,
            CheckpointSaved.class);

    /** All that it hears. */
    public static final Set<Class<? extends Message>> ALL = Stream.concat(
                    LIFE.stream(), Stream.of(EpochEnded.class, VerdictApplied.class, CommandRequest.class))
            .collect(Collectors.toUnmodifiableSet());

    private final String run;
    private final List<TrainingEvent> events = new ArrayList<>();
    private final List<TrainingEvent> attempts = new ArrayList<>();
    private final CommandLog dialogue = new CommandLog();
    private @Nullable RunRequested requested;
    private @Nullable RunSpec spec;
    private @Nullable RunEnded end;
    private @Nullable TrainingEvent last;
    private int takenBack;

    public RunDetails(String run) {
        this.run = run;
    }

    public void hear(Message message) {
        if (message instanceof RunRequested request) {
            hear(request);
        } else if (message instanceof CommandRequest request) {
            dialogue.hear(request);
        } else if (message instanceof TrainingEvent event && isNew(event)) {
            hear(event);
        }
    }

    /** What was said before is passed over, as docs/events.md has it. */
    private boolean isNew(TrainingEvent event) {
        return event.attempt() > attempt() || (event.attempt() == attempt() && event.sequence() > sequence());
    }

    private void hear(RunRequested request) {
        requested = requested == null ? request : requested;
        spec = spec == null ? request.spec() : spec;
        RunRequested.TakenBack back = request.takenBack();
        if (back != null) {
            takenBack = Math.max(takenBack, back.attempt());
        }
    }

    private void hear(TrainingEvent event) {
        if (event instanceof RunStarted started) {
            events.clear();
            dialogue.forget(answer -> true);
            spec = started.spec();
            attempts.add(started);
        } else if (event instanceof RunResumed resumed) {
            spec = resumed.spec();
            events.removeIf(one -> isVoid(one, resumed));
            dialogue.forget(one -> isVoid(one, resumed));
            attempts.add(resumed);
        } else if (event instanceof CommandApplied answer) {
            dialogue.hear(answer);
        } else if (event instanceof RunEnded ended) {
            end = ended;
        }
        last = event;
        kept(event).ifPresent(events::add);
    }

    private Optional<TrainingEvent> kept(TrainingEvent event) {
        if (event instanceof EpochEnded epoch) {
            return Optional.of(TrimmedEvents.of(epoch, spec == null ? epoch.spec() : spec));
        }
        if (event instanceof VerdictApplied applied) {
            return applied.reasons().isEmpty() ? Optional.empty() : Optional.of(TrimmedEvents.of(applied));
        }
        boolean nobodyAsks = event instanceof CheckpointSaved saved && !TrimmedEvents.endsARun(saved);
        return nobodyAsks || !ALL.contains(event.getClass()) ? Optional.empty() : Optional.of(event);
    }

    private static boolean isVoid(TrainingEvent event, RunResumed resumed) {
        return event.attempt() > resumed.fromAttempt()
                || (event.attempt() == resumed.fromAttempt() && event.sequence() >= resumed.fromSequence());
    }

    public String run() {
        return run;
    }

    /** Whether there is such a run at all. */
    public boolean known() {
        return spec != null;
    }

    /** Of a run that is {@link #known}. */
    public RunSpec spec() {
        if (spec == null) {
            throw new IllegalStateException("nothing is known of " + run);
        }
        return spec;
    }

    /** The newest that has said something, or 0. */
    public int attempt() {
        return last == null ? 0 : last.attempt();
    }

    public RunPhase state() {
        Optional<RunEnded> ended = ended();
        if (ended.isPresent()) {
            return RunPhase.of(ended.get().status());
        }
        if (attempt() <= takenBack) {
            return RunPhase.QUEUED;
        }
        if (last instanceof RunSuspended) {
            return RunPhase.SUSPENDED;
        }
        return dialogue.paused(takenBack) ? RunPhase.PAUSED : RunPhase.RUNNING;
    }

    /** How it ended, unless somebody has taken that back since. */
    public Optional<RunEnded> ended() {
        return Optional.ofNullable(end).filter(one -> one.attempt() == attempt() && one.attempt() > takenBack);
    }

    /** The first event of each attempt. */
    public List<TrainingEvent> attempts() {
        return attempts;
    }

    /** The place of what was said last in its attempt, or -1. */
    public long sequence() {
        return last == null ? -1 : last.sequence();
    }

    /** All that is true and that there is something to say of, in its order. */
    List<TrainingEvent> events() {
        return events;
    }

    public <E extends TrainingEvent> List<E> events(Class<E> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    public SortedMap<Integer, EpochEnded> epochs() {
        SortedMap<Integer, EpochEnded> epochs = new TreeMap<>();
        events(EpochEnded.class).forEach(epoch -> epochs.put(epoch.epoch(), epoch));
        return epochs;
    }

    /** What people have asked for, and what was answered. */
    public CommandLog dialogue() {
        return dialogue;
    }

    public Optional<CommandApplied> answer(String commandId) {
        return dialogue.answer(commandId);
    }

    public Optional<RunRequested> requested() {
        return Optional.ofNullable(requested);
    }

    /** The newest attempt whose end somebody has taken back, or 0. */
    public int takenBack() {
        return takenBack;
    }

    /** Until when it has taken its time. */
    public Instant until(Instant now) {
        return state().underWay() ? now : last == null ? begun() : last.time();
    }

    /** When it was asked for, or first heard of. */
    public Instant begun() {
        return !attempts.isEmpty() ? attempts.get(0).time() : requested == null ? Instant.EPOCH : requested.time();
    }
}
