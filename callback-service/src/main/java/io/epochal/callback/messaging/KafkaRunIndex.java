package io.epochal.callback.messaging;

import io.epochal.callback.api.log.IndexUnavailableException;
import io.epochal.callback.api.log.RunIndex;
import io.epochal.callback.guard.RunGlobs;
import io.epochal.callback.query.RunQuery;
import io.epochal.callback.readmodel.CurveWriter;
import io.epochal.callback.readmodel.ReadModel;
import io.epochal.callback.readmodel.ReadModelException;
import io.epochal.callback.readmodel.ReadModelPlace;
import io.epochal.callback.readmodel.RunQueries;
import io.epochal.callback.readmodel.RunWriter;
import io.epochal.callback.summary.BatchCurve;
import io.epochal.protocol.RunSummary;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The read model, and its two readers of the log. They begin with the first question, or some seconds after the start: what begins then has
 * the cores for itself.
 */
@ApplicationScoped
class KafkaRunIndex implements RunIndex {
    private static final Duration DELAY = Duration.ofSeconds(8);
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final KafkaClients clients;
    private final ReadModel model;
    private final SummaryEnds ends;
    private final CountDownLatch begin = new CountDownLatch(1);
    private final List<IndexReader> readers = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();

    KafkaRunIndex(
            KafkaClients clients,
            @ConfigProperty(name = "epochal.state.directory") String directory,
            @ConfigProperty(name = "epochal.read-model.url") Optional<String> url,
            @ConfigProperty(name = "epochal.read-model.username") Optional<String> username,
            @ConfigProperty(name = "epochal.read-model.password") Optional<String> password) {
        this.clients = clients;
        this.ends = new SummaryEnds(clients);
        this.model = new ReadModel(url.filter(text -> !text.isBlank())
                .<ReadModelPlace>map(text -> new ReadModelPlace.Shared(text, username.orElse(""), password.orElse("")))
                .orElseGet(() -> new ReadModelPlace.Embedded(Path.of(directory).resolve("read-model"))));
    }

    void start(@Observes StartupEvent event, @ConfigProperty(name = "epochal.serving") boolean serving) {
        if (!serving) {
            return;
        }
        readers.add(
                new IndexReader(clients, model, database -> new IndexedRuns(clients, new RunWriter(database)), begin));
        readers.add(new IndexReader(clients, model, database -> new IndexedBatches(new CurveWriter(database)), begin));
        readers.forEach(reader -> thread(reader, "read-model"));
        thread(this::beginLater, "read-model-start");
    }

    private void thread(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    private void beginLater() {
        try {
            var unused = begin.await(DELAY.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            // The service stops.
        }
        begin.countDown();
    }

    @Override
    public Listing list(RunQuery query, Instant now) throws IndexUnavailableException {
        return answer(queries -> {
            long behind = ends.await(queries);
            RunQueries.Part part = queries.list(query, now);
            return new Listing(part.runs(), part.all(), part.found(), part.page(), behind);
        });
    }

    @Override
    public Optional<RunSummary> find(String run) throws IndexUnavailableException {
        return answer(queries -> queries.find(run));
    }

    @Override
    public Set<String> underWay(String requestedBy, Instant now, int most) throws IndexUnavailableException {
        return answer(queries -> queries.underWay(requestedBy, now, most));
    }

    @Override
    public long version(RunGlobs seen) throws IndexUnavailableException {
        return answer(queries -> queries.version(seen));
    }

    @Override
    public Optional<BatchCurve.Columns> curve(String run) throws IndexUnavailableException {
        return answer(queries -> queries.curve(run));
    }

    @Override
    public long curveVersion(String run) throws IndexUnavailableException {
        return answer(queries -> queries.curveVersion(run));
    }

    private interface Question<T> {
        T of(RunQueries queries) throws ReadModelException;
    }

    private <T> T answer(Question<T> question) throws IndexUnavailableException {
        begin.countDown();
        try {
            return question.of(new RunQueries(model.open()));
        } catch (ReadModelException e) {
            throw new IndexUnavailableException(String.valueOf(e.getMessage()), e);
        }
    }

    /** Before the clients that the readers use are closed. */
    void stop(@Observes ShutdownEvent event) {
        readers.forEach(IndexReader::stop);
        begin.countDown();
        try {
            for (Thread thread : threads) {
                thread.join(GRACE.toMillis());
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        ends.close();
        model.close();
    }
}
