package io.epochal.cli;

import io.epochal.protocol.Command;
import io.epochal.protocol.CommandRequest;
import io.epochal.protocol.Message;
import io.epochal.protocol.RunRequested;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.CommandApplied;
import io.epochal.protocol.TrainingEvent.EpochEnded;
import io.epochal.protocol.TrainingEvent.RunEnded;
import io.epochal.protocol.TrainingEvent.RunResumed;
import io.epochal.protocol.TrainingEvent.RunStarted;
import io.epochal.protocol.TrainingEvent.RunSuspended;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One run as its messages tell it, without the events that a resumed attempt has taken back. Hears messages in their order. */
final class Story {
    /** What a run is doing. */
    enum State {
        QUEUED,
        RUNNING,
        PAUSED,
        SUSPENDED,
        COMPLETED,
        STOPPED_EARLY,
        FAILED,
        CANCELLED;

        String text() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }

        boolean over() {
            return compareTo(COMPLETED) >= 0;
        }
    }

    private final String run;
    private final List<TrainingEvent> events = new ArrayList<>();
    private final List<TrainingEvent> attempts = new ArrayList<>();
    private final Map<String, CommandRequest> requests = new LinkedHashMap<>();
    private final Map<String, CommandApplied> answers = new LinkedHashMap<>();
    private final Set<String> cancellations = new LinkedHashSet<>();
    private @Nullable RunRequested requested;
    private @Nullable RunSpec spec;
    private @Nullable RunEnded end;
    private int takenBack;

    Story(String run) {
        this.run = run;
    }

    void hear(Message message) {
        if (message instanceof RunRequested request) {
            hear(request);
        } else if (message instanceof CommandRequest request) {
            requests.putIfAbsent(request.commandId(), request);
        } else if (message instanceof TrainingEvent event && event.attempt() >= attempt()) {
            hear(event);
        }
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
            answers.clear();
            spec = started.spec();
            attempts.add(started);
        } else if (event instanceof RunResumed resumed) {
            spec = resumed.spec();
            events.removeIf(one -> isVoid(one, resumed));
            answers.values().removeIf(one -> isVoid(one, resumed));
            attempts.add(resumed);
        } else if (event instanceof CommandApplied answer) {
            answers.put(answer.commandId(), answer);
            if (answer.command() instanceof Command.CancelRun) {
                cancellations.add(answer.commandId());
            }
        } else if (event instanceof RunEnded ended) {
            end = ended;
        }
        events.add(event);
    }

    private static boolean isVoid(TrainingEvent event, RunResumed resumed) {
        return event.attempt() > resumed.fromAttempt()
                || (event.attempt() == resumed.fromAttempt() && event.sequence() >= resumed.fromSequence());
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
        return events.isEmpty() ? 0 : events.get(events.size() - 1).attempt();
    }

    State state() {
        Optional<RunEnded> ended = ended();
        if (ended.isPresent()) {
            return State.valueOf(ended.get().status().name());
        }
        if (attempt() <= takenBack) {
            return State.QUEUED;
        }
        if (events.get(events.size() - 1) instanceof RunSuspended) {
            return State.SUSPENDED;
        }
        return paused() ? State.PAUSED : State.RUNNING;
    }

    /** A pause ends with the attempt whose end was taken back. */
    private boolean paused() {
        boolean paused = false;
        for (CommandApplied answer : answers.values()) {
            boolean counts = answer.attempt() > takenBack && answer.outcome().equals("applied");
            if (counts && answer.command() instanceof Command.PauseTraining) {
                paused = true;
            } else if (counts && answer.command() instanceof Command.ResumeTraining) {
                paused = false;
            }
        }
        return paused;
    }

    /** How it ended, unless somebody has taken that back since. */
    Optional<RunEnded> ended() {
        return Optional.ofNullable(end).filter(one -> one.attempt() == attempt() && one.attempt() > takenBack);
    }

    /** The first event of each attempt. */
    List<TrainingEvent> attempts() {
        return attempts;
    }

    /** All that is true, in its order. */
    List<TrainingEvent> events() {
        return events;
    }

    <E extends TrainingEvent> List<E> events(Class<E> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    SortedMap<Integer, EpochEnded> epochs() {
        SortedMap<Integer, EpochEnded> epochs = new TreeMap<>();
        events(EpochEnded.class).forEach(epoch -> epochs.put(epoch.epoch(), epoch));
        return epochs;
    }

    /** What people have asked for, by id. */
    Map<String, CommandRequest> requests() {
        return requests;
    }

    Optional<CommandApplied> answer(String commandId) {
        return Optional.ofNullable(answers.get(commandId));
    }

    Optional<RunRequested> requested() {
        return Optional.ofNullable(requested);
    }

    /** The newest attempt whose end somebody has taken back, or 0. */
    int takenBack() {
        return takenBack;
    }

    /** When it was asked for, or first heard of. */
    Instant begun() {
        return !attempts.isEmpty() ? attempts.get(0).time() : requested == null ? Instant.EPOCH : requested.time();
    }

    /** Ids of the requests that are not to be obeyed when the end is taken back: those that brought it about or came too late. */
    List<String> over() {
        Set<String> ids = new LinkedHashSet<>(cancellations);
        for (CommandRequest request : requests.values()) {
            if (!answers.containsKey(request.commandId())) {
                ids.add(request.commandId());
            }
        }
        return List.copyOf(ids);
    }
}
