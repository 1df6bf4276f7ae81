package io.epochal.cli.run;

import io.epochal.protocol.CommandRequest;
import io.epochal.protocol.EventPosition;
import io.epochal.protocol.Message;
import io.epochal.protocol.RevokedEnds;
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
 * One run as its messages describe it, without the events that are void. Add the messages in the order of the log. Keeps what is
 * shown to the user: no histograms, no callback states.
 */
public final class RunDetails {
    /** The messages that say in which phase a run is. */
    public static final Set<Class<? extends Message>> STATE = Set.of(
            RunRequested.class,
            RunStarted.class,
            RunResumed.class,
            RunSuspended.class,
            RunEnded.class,
            CommandApplied.class,
            CheckpointSaved.class);

    /** Every message that is kept. */
    public static final Set<Class<? extends Message>> ALL = Stream.concat(
                    STATE.stream(), Stream.of(EpochEnded.class, VerdictApplied.class, CommandRequest.class))
            .collect(Collectors.toUnmodifiableSet());

    private final String id;
    private final RunTimeline timeline = new RunTimeline(this::kept);
    private final List<TrainingEvent> attempts = new ArrayList<>();
    private final CommandLog commands = new CommandLog();
    private @Nullable RunRequested requested;
    private @Nullable RunSpec spec;
    private @Nullable TrainingEvent last;

    public RunDetails(String id) {
        this.id = id;
    }

    /** Adds the next message of this run; a repeated one changes nothing. */
    public void add(Message message) {
        if (message instanceof RunRequested request) {
            add(request);
        } else if (message instanceof CommandRequest request) {
            commands.add(request);
        } else if (message instanceof TrainingEvent event && timeline.add(event)) {
            add(event);
        }
    }

    private void add(RunRequested request) {
        requested = requested == null ? request : requested;
        spec = spec == null ? request.spec() : spec;
        timeline.add(request);
    }

    private void add(TrainingEvent event) {
        if (event instanceof RunStarted started) {
            commands.removeAnswers(event::voids);
            spec = started.spec();
            attempts.add(started);
        } else if (event instanceof RunResumed resumed) {
            commands.removeAnswers(event::voids);
            spec = resumed.spec();
            attempts.add(resumed);
        } else if (event instanceof CommandApplied answer) {
            commands.add(answer);
        }
        last = event;
    }

    private Optional<TrainingEvent> kept(TrainingEvent event) {
        if (event instanceof EpochEnded epoch) {
            return Optional.of(TrimmedEvents.of(epoch));
        }
        if (event instanceof VerdictApplied applied) {
            return applied.reasons().isEmpty() ? Optional.empty() : Optional.of(TrimmedEvents.of(applied));
        }
        boolean ofNoInterest = event instanceof CheckpointSaved saved && !TrimmedEvents.savedAtEnd(saved);
        return ofNoInterest || !ALL.contains(event.getClass()) ? Optional.empty() : Optional.of(event);
    }

    public String id() {
        return id;
    }

    /** Whether the run exists: whether it was requested or has started. */
    public boolean known() {
        return spec != null;
    }

    /** The spec of a run that is {@link #known}; otherwise {@link IllegalStateException}. */
    public RunSpec spec() {
        if (spec == null) {
            throw new IllegalStateException("nothing is known of " + id);
        }
        return spec;
    }

    /** The newest attempt with an event, from 1; 0 before the first. */
    public int attempt() {
        return timeline.position().attempt();
    }

    public RunPhase phase() {
        Optional<RunEnded> ended = ended();
        if (ended.isPresent()) {
            return RunPhase.of(ended.get().status());
        }
        if (attempt() == 0 || revokedEnds().includes(attempt())) {
            return RunPhase.QUEUED;
        }
        if (last instanceof RunSuspended) {
            return RunPhase.SUSPENDED;
        }
        return commands.paused(revokedEnds()) ? RunPhase.PAUSED : RunPhase.RUNNING;
    }

    /** How the run ended; empty while it has not, or where that end was revoked. */
    public Optional<RunEnded> ended() {
        return timeline.end();
    }

    /** The first event of each attempt. */
    public List<TrainingEvent> attempts() {
        return attempts;
    }

    /** The position of the newest event. */
    public EventPosition position() {
        return timeline.position();
    }

    /** The kept events, in their order. */
    public List<TrainingEvent> events() {
        return timeline.events();
    }

    /** The kept events of one type, in their order. */
    public <E extends TrainingEvent> List<E> events(Class<E> type) {
        return events().stream().filter(type::isInstance).map(type::cast).toList();
    }

    /** The ended epochs by their number, from 0. */
    public SortedMap<Integer, EpochEnded> epochs() {
        SortedMap<Integer, EpochEnded> epochs = new TreeMap<>();
        events(EpochEnded.class).forEach(epoch -> epochs.put(epoch.epoch(), epoch));
        return epochs;
    }

    public CommandLog commands() {
        return commands;
    }

    /** The first request to train this run; empty where only its events are known. */
    public Optional<RunRequested> requested() {
        return Optional.ofNullable(requested);
    }

    /** Which ends of the run were revoked. */
    public RevokedEnds revokedEnds() {
        return timeline.revokedEnds();
    }

    /** The end of the time that the run took: now, while it is running. */
    public Instant until(Instant now) {
        return phase().underWay() ? now : last == null ? started() : last.time();
    }

    /** When the first attempt started; before that, when the run was requested. */
    public Instant started() {
        return !attempts.isEmpty() ? attempts.get(0).time() : requested == null ? Instant.EPOCH : requested.time();
    }
}
