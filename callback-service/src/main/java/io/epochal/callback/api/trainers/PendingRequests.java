package io.epochal.callback.api.trainers;

import io.epochal.protocol.CommandRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** What users have asked of runs, for their trainers to be told. Bounded: the oldest run's requests go first. */
final class PendingRequests {
    private static final Logger LOG = Logger.getLogger(PendingRequests.class);

    private record Sized(CommandRequest request, int bytes) {}

    private final long mostBytes;
    private final Map<String, List<Sized>> byRun = new LinkedHashMap<>();
    private final Map<String, CompletableFuture<Void>> waiting = new LinkedHashMap<>();
    private long bytes;

    PendingRequests(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    /** @param size of the record */
    void add(CommandRequest request, int size) {
        CompletableFuture<Void> told;
        synchronized (this) {
            List<Sized> known = byRun.computeIfAbsent(request.run(), run -> new ArrayList<>());
            boolean repeat =
                    known.stream().anyMatch(one -> one.request().commandId().equals(request.commandId()));
            if (!repeat) {
                known.add(new Sized(request, size));
                bytes += size;
                forgetTheOldest();
            }
            told = waiting.remove(request.run());
        }
        if (told != null) {
            told.complete(null);
        }
    }

    private void forgetTheOldest() {
        Iterator<Map.Entry<String, List<Sized>>> oldest = byRun.entrySet().iterator();
        while (bytes > mostBytes && oldest.hasNext()) {
            Map.Entry<String, List<Sized>> run = oldest.next();
            bytes -= run.getValue().stream().mapToLong(Sized::bytes).sum();
            oldest.remove();
            LOG.warnf(
                    "%d requests to the run %s are forgotten, since all requests have more than %d bytes",
                    run.getValue().size(), run.getKey(), mostBytes);
        }
    }

    /** The run's requests that are not among these, in the order of the log. */
    synchronized List<CommandRequest> of(String run, Set<String> answered) {
        return byRun.getOrDefault(run, List.of()).stream()
                .map(Sized::request)
                .filter(request -> !answered.contains(request.commandId()))
                .toList();
    }

    /** Completes with the run's next request, or when the time is over. */
    synchronized CompletionStage<Void> next(String run, Duration limit) {
        return waiting.computeIfAbsent(run, one -> new CompletableFuture<>())
                .copy()
                .completeOnTimeout(null, limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** The run is over: nobody will be told. */
    synchronized void forget(String run) {
        List<Sized> known = byRun.remove(run);
        bytes -= known == null ? 0 : known.stream().mapToLong(Sized::bytes).sum();
        waiting.remove(run);
    }
}
