package io.epochal.callback.summary;

import io.epochal.protocol.CommandRequest;
import io.epochal.protocol.EventPosition;
import io.epochal.protocol.Message;
import io.epochal.protocol.RevokedEnds;
import io.epochal.protocol.RunRequested;
import io.epochal.protocol.RunTimeline;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.CheckpointSaved;
import io.epochal.protocol.TrainingEvent.CommandApplied;
import io.epochal.protocol.TrainingEvent.EpochEnded;
import io.epochal.protocol.TrainingEvent.RunEnded;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One run as its messages describe it, without the events that are void. Add the messages in the order of the log. Keeps what is
 * shown to the user: no histograms, no callback states.
 */
public final class RunDetails {
    private final String id;
    private final boolean withCheckpoints;
    private final RunTimeline timeline = new RunTimeline(this::kept);
    private final List<TrainingEvent> attempts = new ArrayList<>();
    private final CommandLog commands = new CommandLog();
    private final LastSign sign = new LastSign();
    private @Nullable RunRequested requested;
    private @Nullable String requestedBy;
    private @Nullable RunFacts facts;

    public RunDetails(String id) {
        this(id, false);
    }

    /** @param withCheckpoints whether each checkpoint is kept, for a reader that does not ask the store */
    public RunDetails(String id, boolean withCheckpoints) {
        this.id = id;
        this.withCheckpoints = withCheckpoints;
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
        requestedBy = AskedBy.after(requestedBy, request);
        facts = facts == null ? RunFacts.of(request.spec()) : facts;
        timeline.add(request);
    }

    /** These ends do not count any more, by requests that are not added. */
    public void revoke(RevokedEnds ends) {
        timeline.revoke(ends);
    }

    private void add(TrainingEvent event) {
        requestedBy = AskedBy.after(requestedBy, event);
        Optional<RunFacts> begun = RunFacts.of(event);
        if (begun.isPresent()) {
            commands.removeAnswers(event::voids);
            facts = begun.get();
            attempts.add(event);
        } else if (event instanceof CommandApplied answer) {
            commands.add(answer);
        }
        sign.event(event);
    }

    /** Something was published of the run at this time, by its trainer. */
    public void heard(Instant time) {
        sign.heard(time);
    }

    private Optional<TrainingEvent> kept(TrainingEvent event) {
        // Where the checkpoints of our trainer are, the store knows.
        return KeptMessages.of(event, withCheckpoints || isAttached());
    }

    public String id() {
        return id;
    }

    /** Whether the run exists: whether it was requested or has started. */
    public boolean known() {
        return facts != null;
    }

    /** Those of the newest attempt of a run that is {@link #known}; otherwise {@link IllegalStateException}. */
    public RunFacts facts() {
        if (facts == null) {
            throw new IllegalStateException("nothing is known of " + id);
        }
        return facts;
    }

    /** Whether a program trains it that is not our trainer. */
    public boolean isAttached() {
        return facts != null && facts.trainer().isPresent();
    }

    /** Since when nothing was heard of its trainer, where that is longer than the trainer promised, and the run should go on. */
    public Optional<Instant> lostSince(Instant now) {
        return phase(now) == RunPhase.LOST ? Optional.of(sign.heard()) : Optional.empty();
    }

    /** The newest attempt with an event, from 1; 0 before the first. */
    public int attempt() {
        return timeline.position().attempt();
    }

    /** @param now from the clock, for trainers that are silent for too long */
    public RunPhase phase(Instant now) {
        Optional<RunEnded> ended = ended();
        if (ended.isPresent()) {
            return RunPhase.of(ended.get().status());
        }
        if (attempt() == 0 || revokedEnds().includes(attempt())) {
            return RunPhase.QUEUED;
        }
        if (sign.suspended()) {
            return RunPhase.SUSPENDED;
        }
        if (sign.isLost(facts, now)) {
            return RunPhase.LOST;
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

    /** Where the checkpoints of a trainer that is not ours are, by their names: URIs of its own. */
    public SortedMap<String, String> ownCheckpoints() {
        SortedMap<String, String> places = new TreeMap<>();
        events(CheckpointSaved.class).forEach(saved -> saved.names().forEach(name -> places.put(name, saved.key())));
        ended().map(RunEnded::checkpoint).ifPresent(key -> places.put("final", key));
        return places;
    }

    public CommandLog commands() {
        return commands;
    }

    /** The first request to train this run; empty where only its events are known. */
    public Optional<RunRequested> requested() {
        return Optional.ofNullable(requested);
    }

    /** Who asked for it last, of those that its messages name. */
    public Optional<String> requestedBy() {
        return Optional.ofNullable(requestedBy);
    }

    /** Which ends of the run were revoked. */
    public RevokedEnds revokedEnds() {
        return timeline.revokedEnds();
    }

    /** The end of the time that the run took: now, while it is running. */
    public Instant until(Instant now) {
        return phase(now).underWay() ? now : sign.time().orElseGet(this::started);
    }

    /** When the first attempt started; before that, when the run was requested. */
    public Instant started() {
        return !attempts.isEmpty() ? attempts.get(0).time() : requested == null ? Instant.EPOCH : requested.time();
    }
}
