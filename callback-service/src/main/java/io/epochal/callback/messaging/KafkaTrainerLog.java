package io.epochal.callback.messaging;

import io.epochal.callback.api.log.EventTooLargeException;
import io.epochal.callback.api.log.LogFollower;
import io.epochal.callback.api.log.LogPosition;
import io.epochal.callback.api.log.LogUnavailableException;
import io.epochal.callback.api.log.TrainerLog;
import io.epochal.kafka.Records;
import io.epochal.protocol.BatchEnded;
import io.epochal.protocol.Topic;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.Verdict;
import io.epochal.tracing.TraceParent;
import io.epochal.tracing.TracedSpan;
import io.epochal.tracing.Traces;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jspecify.annotations.Nullable;

/** Kafka as trainers over HTTP use it. Connects, and begins to read, with the first of them. */
@ApplicationScoped
class KafkaTrainerLog implements TrainerLog {
    private static final String SOURCE = "/callback-service/trainers";

    private final KafkaClients clients;
    private final ServiceProducers producers;
    private final LogFollower follower;
    private final KnownRuns known;
    private final ImmediateVerdicts immediate;
    private final VerdictPublisher verdicts;
    private final Traces traces;
    private @Nullable LogFeed feed;

    KafkaTrainerLog(
            KafkaClients clients,
            ServiceProducers producers,
            LogFollower follower,
            KnownRuns known,
            ImmediateVerdicts immediate,
            VerdictPublisher verdicts,
            Traces traces) {
        this.clients = clients;
        this.producers = producers;
        this.follower = follower;
        this.known = known;
        this.immediate = immediate;
        this.verdicts = verdicts;
        this.traces = traces;
    }

    @Override
    public CompletionStage<LogPosition> append(List<? extends TrainingEvent> events, TraceParent parent) {
        return append(events, Optional.empty(), parent);
    }

    @Override
    public CompletionStage<LogPosition> ask(List<? extends TrainingEvent> events, TraceParent parent) {
        return append(events, immediate.on(events.get(events.size() - 1)), parent);
    }

    private CompletionStage<LogPosition> append(
            List<? extends TrainingEvent> events, Optional<Verdict> verdict, TraceParent parent) {
        // All are encoded before the first is sent, which would else be on its way alone, and those behind it one
        // request later.
        List<AttachedRecord> records = events.stream()
                .map(event -> AttachedRecord.of(event, Records.of(clients.name(Topic.EVENTS), event, SOURCE), parent))
                .toList();
        if (verdict.isEmpty()) {
            return new OrderedAppend<>(this::send).append(records);
        }
        List<ProducerRecord<String, byte[]>> answers = verdicts.records(verdict.get());
        AttachedRecord question = records.get(records.size() - 1);
        ImmediateVerdicts.mark(question.record(), SOURCE);
        CompletionStage<LogPosition> stored = new OrderedAppend<>(this::send).append(records);
        // No verdict on an event that Kafka has rejected.
        return stored.toCompletableFuture().isCompletedExceptionally()
                ? stored
                : stored.thenCombine(published(verdict.get(), answers, question.named()), (place, none) -> place);
    }

    /** The verdict; one that Kafka never takes is replaced, once, by one that fails its run. */
    private CompletionStage<Void> published(
            Verdict verdict, List<ProducerRecord<String, byte[]>> records, TraceParent parent) {
        return told(verdict, records, parent).exceptionallyCompose(fault -> {
            if (!(fault.getCause() instanceof EventTooLargeException)) {
                return CompletableFuture.failedFuture(fault);
            }
            Verdict failing = verdicts.tooLarge(verdict);
            return told(failing, verdicts.records(failing), parent);
        });
    }

    private CompletionStage<Void> told(
            Verdict verdict, List<ProducerRecord<String, byte[]>> records, TraceParent parent) {
        return CompletableFuture.allOf(records.stream()
                        .map(record -> send(new AttachedRecord(record, true, parent)))
                        .toArray(CompletableFuture[]::new))
                .thenRun(() -> follower.verdict(verdict));
    }

    private CompletableFuture<LogPosition> send(AttachedRecord sent) {
        CompletableFuture<LogPosition> stored = new CompletableFuture<>();
        TracedSpan span = sent.begin(traces);
        try {
            var unused = producers.forRequests().send(sent.record(), (place, fault) -> {
                if (fault == null) {
                    span.stored(place);
                    stored.complete(new LogPosition(place.partition(), place.offset()));
                } else {
                    span.failed(fault);
                    stored.completeExceptionally(notTaken(fault));
                }
            });
        } catch (KafkaException e) {
            span.failed(e);
            stored.completeExceptionally(notTaken(e));
        }
        return stored;
    }

    private static Exception notTaken(Exception fault) {
        if (fault instanceof RecordTooLargeException) {
            return new EventTooLargeException("Kafka takes no event of this size: " + fault.getMessage(), fault);
        }
        return new LogUnavailableException(
                "Kafka has not taken the event within " + KafkaClients.LIMIT.toSeconds() + " s, and may yet: "
                        + KafkaClients.reason(fault),
                fault);
    }

    @Override
    public void publish(BatchEnded batch) {
        try {
            var unused = producers.forRequests().send(Records.of(clients.name(Topic.BATCHES), batch, SOURCE));
        } catch (KafkaException e) {
            // At most once: the steps show that it is missing.
        }
    }

    @Override
    public CompletionStage<Void> reached(LogPosition event) {
        return inTime(feed().reached(event));
    }

    @Override
    public CompletionStage<Void> caughtUp(String run) {
        return inTime(feed().caughtUp(run));
    }

    private static CompletionStage<Void> inTime(CompletionStage<Void> read) {
        return read.toCompletableFuture()
                .copy()
                .orTimeout(KafkaClients.LIMIT.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionallyCompose(late -> CompletableFuture.failedFuture(
                        new LogUnavailableException("the log has not been read as far as it goes; retry", late)));
    }

    private synchronized LogFeed feed() {
        if (feed == null) {
            feed = new LogFeed(clients, follower, new OlderRecords(clients, known));
        }
        return feed;
    }

    @PreDestroy
    synchronized void close() {
        if (feed != null) {
            feed.close();
        }
    }
}
