package io.epochal.client;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Numbers the events of one attempt and sends them in order, one call at a time. A call without an answer is sent again as it was,
 * whatever was said since, so that the service sees a repeat. For several threads.
 */
final class EventLine {
    private static final int MOST_EVENTS = 500;
    private static final int MOST_BATCHES = 1_000;

    /** @param events how many of the outbox it has */
    private record Sent(String body, boolean barrier, int events, Duration held) {}

    private final HttpLine http;
    private final String path;
    private final BatchRing batches;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<JsonObject> outbox = new ArrayDeque<>();
    private final Queue<JsonObject> requests = new ConcurrentLinkedQueue<>();
    private final Set<String> seen = new HashSet<>();
    private @Nullable Sent unanswered;
    private long sequence = 1;
    private volatile long heard = System.nanoTime();
    private volatile @Nullable ServiceException fault;

    /** @param attached the answer to the attachment */
    EventLine(HttpLine http, JsonObject attached, BatchRing batches) {
        this.http = http;
        this.path = "/runs/" + attached.get("run").getAsString() + "/attempts/"
                + attached.get("attempt").getAsInt() + "/events";
        this.batches = batches;
        take(attached);
    }

    /** Users' requests that were not taken from here yet, oldest first. */
    Queue<JsonObject> requests() {
        return requests;
    }

    /** What ended the conversation; null while it goes on. */
    @Nullable
    ServiceException fault() {
        return fault;
    }

    /** How long ago the service took the last event. */
    Duration silence() {
        return Duration.ofNanos(System.nanoTime() - heard);
    }

    /** The number of the next event. */
    long next() {
        lock.lock();
        try {
            return sequence;
        } finally {
            lock.unlock();
        }
    }

    int unsaid() {
        lock.lock();
        try {
            return outbox.size();
        } finally {
            lock.unlock();
        }
    }

    boolean waitsForVerdict() {
        lock.lock();
        try {
            return unanswered != null && unanswered.barrier;
        } finally {
            lock.unlock();
        }
    }

    /** Numbers an event, which goes along with the next call. */
    void say(String type, JsonObject fields) {
        lock.lock();
        try {
            JsonObject event = new JsonObject();
            event.addProperty("type", type);
            event.addProperty("sequence", sequence++);
            fields.entrySet().forEach(field -> event.add(field.getKey(), field.getValue()));
            outbox.add(event);
        } finally {
            lock.unlock();
        }
    }

    /** The verdict on this event. After {@link ServiceException.Unreachable} either nothing was asked, or {@link #settle} goes on. */
    JsonObject ask(String type, JsonObject fields, Duration patience) {
        lock.lock();
        try {
            while (unanswered != null || outbox.size() >= MOST_EVENTS) {
                flush(patience, Duration.ZERO);
            }
            say(type, fields);
            compose(true, Duration.ZERO);
            return settle(patience);
        } finally {
            lock.unlock();
        }
    }

    /** The verdict on what was asked before. */
    JsonObject settle(Duration patience) {
        lock.lock();
        try {
            JsonObject answer = send(patience);
            if (!answer.has("verdict")) {
                throw new ServiceException.Rejected("the service answered a question without a verdict");
            }
            return answer.getAsJsonObject("verdict");
        } finally {
            lock.unlock();
        }
    }

    /**
     * Sends what there is and gets users' requests; leaves a question without its verdict alone.
     *
     * @param held how long the service waits for a request where there is none
     */
    void flush(Duration patience, Duration held) {
        lock.lock();
        try {
            if (unanswered == null) {
                compose(false, held);
            }
            if (!waitsForVerdict()) {
                var unused = send(patience);
            }
        } finally {
            lock.unlock();
        }
    }

    /** One try, and none while another thread's call is under way. */
    void flushIfFree() {
        if (!lock.tryLock()) {
            return;
        }
        try {
            do {
                flush(Duration.ZERO, Duration.ZERO);
            } while (batches.size() >= MOST_BATCHES && unanswered == null);
        } catch (ServiceException.Unreachable e) {
            // The next call sends the same again; whether to wait for that is the training thread's.
            return;
        } finally {
            lock.unlock();
        }
    }

    private void compose(boolean barrier, Duration held) {
        JsonArray events = new JsonArray();
        outbox.stream().limit(MOST_EVENTS).forEach(events::add);
        JsonObject body = new JsonObject();
        body.add("events", events);
        body.add("batches", batches.take(MOST_BATCHES));
        body.addProperty("wait", held.toMillis() / 1000.0);
        unanswered = new Sent(body.toString(), barrier, events.size(), held);
    }

    private JsonObject send(Duration patience) {
        if (fault != null) {
            throw fault;
        }
        Sent call = unanswered;
        if (call == null) {
            throw new IllegalStateException("there is nothing to send");
        }
        JsonObject answer;
        try {
            answer = http.post(path, call.body, patience, call.held);
        } catch (ServiceException.Unreachable | ServiceException.Interrupted e) {
            throw e;
        } catch (ServiceException e) {
            fault = e;
            throw e;
        }
        unanswered = null;
        for (int i = 0; i < call.events; i++) {
            outbox.remove();
        }
        if (call.events > 0) {
            heard = System.nanoTime();
        }
        take(answer);
        return answer;
    }

    private void take(JsonObject answer) {
        for (JsonElement one : JsonValues.list(answer, "commands")) {
            JsonObject request = one.getAsJsonObject();
            if (seen.add(request.get("command_id").getAsString())) {
                requests.add(request);
            }
        }
    }
}
