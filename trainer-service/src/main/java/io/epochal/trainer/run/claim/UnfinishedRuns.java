package io.epochal.trainer.run.claim;

import io.epochal.checkpoint.Content;
import io.epochal.checkpoint.ObjectStore;
import io.epochal.protocol.RunRequested;
import io.epochal.protocol.Wire;
import io.epochal.protocol.field.Identifier;
import io.epochal.trainer.run.port.Faults;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * The runs that a trainer has taken and that have not ended, with their requests: so a run is not lost when the queue loses its
 * record. One object a run, deleted when the run has ended.
 *
 * <pre>
 *   unfinished/RUN            the request, by which ticket it was taken, and the last heartbeat
 *   returned/RUN/BEAT-TURN    that a trainer puts it back into the queue
 * </pre>
 */
public final class UnfinishedRuns {
    private static final Logger LOG = Logger.getLogger(UnfinishedRuns.class);
    private static final String PREFIX = "unfinished/";
    private static final String RETURNED = "returned/";
    /** So many are read at once; there is one for each trainer, and few others. */
    private static final int MOST = 1000;

    private final ObjectStore store;

    public UnfinishedRuns(ObjectStore store) {
        this.store = store;
    }

    /**
     * One of them.
     *
     * @param ticket of its place in the queue
     * @param beat another one with each heartbeat of its trainer
     * @param takes how often it was taken since the last claim: those trainers have died or failed before they claimed it
     * @param attempts how many were claimed when it was taken
     */
    public record Mark(RunRequested request, String ticket, String beat, int takes, int attempts) {
        Mark renewed() {
            return at(ticket);
        }

        /** It has another place in the queue. */
        public Mark at(String newTicket) {
            return new Mark(request, newTicket, UUID.randomUUID().toString(), takes, attempts);
        }
    }

    /** A trainer has taken this run. */
    public Mark taken(RunRequested request, String ticket, int attempts) throws IOException {
        int before = find(request.run())
                .filter(mark -> mark.attempts() >= attempts)
                .map(Mark::takes)
                .orElse(0);
        Mark mark = new Mark(request, ticket, UUID.randomUUID().toString(), before + 1, attempts);
        put(mark);
        return mark;
    }

    public void put(Mark mark) throws IOException {
        store.put(key(mark.request().run()), Content.of(Wire.JSON.writeValueAsBytes(mark)));
    }

    /** The run has ended. */
    public void remove(String run) throws IOException {
        List<String> gone = new ArrayList<>(store.list(RETURNED + Identifier.check("run", run) + "/"));
        gone.add(key(run));
        store.delete(gone);
    }

    /**
     * Whether the caller is the one that puts this run back.
     *
     * @param turn another one when the trainer of the turn before has not done it
     */
    public boolean isMineToPutBack(Mark mark, long turn) throws IOException {
        String run = Identifier.check("run", mark.request().run());
        return store.putIfAbsent(
                RETURNED + run + "/" + Identifier.check("beat", mark.beat()) + "-" + turn, Content.of(new byte[0]));
    }

    /** Those that can be read; the others are logged. */
    public List<Mark> all() throws IOException {
        List<Mark> marks = new ArrayList<>();
        for (String key : store.list(PREFIX).stream().limit(MOST).toList()) {
            String run = key.substring(PREFIX.length());
            if (Identifier.isValid(run)) {
                find(run).filter(mark -> mark.request().run().equals(run)).ifPresent(marks::add);
            }
        }
        return marks;
    }

    private Optional<Mark> find(String run) throws IOException {
        Optional<InputStream> found = store.get(key(run));
        if (found.isEmpty()) {
            return Optional.empty();
        }
        byte[] bytes;
        try (InputStream in = found.get()) {
            bytes = in.readAllBytes();
        }
        try {
            return Optional.of(Wire.JSON.readValue(bytes, Mark.class));
        } catch (IOException e) {
            LOG.warnf("%s is skipped: %s", key(run), Faults.describe(e));
            return Optional.empty();
        }
    }

    private static String key(String run) {
        return PREFIX + Identifier.check("run", run);
    }
}
