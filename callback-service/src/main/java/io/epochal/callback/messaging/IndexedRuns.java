package io.epochal.callback.messaging;

import io.epochal.callback.api.log.LogFollower;
import io.epochal.callback.readmodel.ReadModelException;
import io.epochal.callback.readmodel.RunWriter;
import io.epochal.kafka.Records;
import io.epochal.protocol.Message;
import io.epochal.protocol.RunRequested;
import io.epochal.protocol.RunSummary;
import io.epochal.protocol.Topic;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.UnreadableException;
import io.epochal.protocol.field.Identifier;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The rows of runs, of summaries, events and requests. */
record IndexedRuns(KafkaClients clients, RunWriter writer) implements IndexedTopics {
    private static final Logger LOG = Logger.getLogger(IndexedRuns.class);
    /** Of all other events only the position counts. */
    private static final Set<String> DECODED = Stream.of(
                    TrainingEvent.RunStarted.class,
                    TrainingEvent.RunResumed.class,
                    TrainingEvent.AttachedRunStarted.class,
                    TrainingEvent.AttachedRunResumed.class,
                    TrainingEvent.EpochEnded.class)
            .map(Class::getSimpleName)
            .collect(Collectors.toUnmodifiableSet());

    @Override
    public String name() {
        return "read-model";
    }

    @Override
    public List<Topic> topics() {
        return List.of(Topic.SUMMARIES, Topic.RUNS, Topic.EVENTS);
    }

    @Override
    public Duration gather() {
        // Of a run with short epochs, one transaction has many.
        return Duration.ofMillis(100);
    }

    @Override
    public void handle(ConsumerRecord<String, byte[]> record) throws ReadModelException {
        String run = record.key();
        if (!Identifier.isValid(run)) {
            return;
        }
        if (record.topic().equals(clients.name(Topic.SUMMARIES))) {
            summary(run, record);
        } else if (record.topic().equals(clients.name(Topic.RUNS))) {
            if (read(record) instanceof RunRequested request && request.run().equals(run)) {
                writer.request(request);
            }
        } else {
            Optional<LogFollower.EventHead> head = EventHeads.of(record);
            if (head.isPresent()) {
                event(head.get());
            }
        }
    }

    private void summary(String run, ConsumerRecord<String, byte[]> record) {
        if (record.value() == null) {
            writer.remove(run);
        } else if (read(record) instanceof RunSummary summary && summary.run().equals(run)) {
            writer.summary(summary);
        }
    }

    private void event(LogFollower.EventHead head) throws ReadModelException {
        if (!writer.isNews(head.run(), head.position())) {
            return;
        }
        TrainingEvent event =
                DECODED.contains(head.type()) ? head.decoded().get().orElse(null) : null;
        if (event != null || !DECODED.contains(head.type())) {
            writer.event(head.run(), head.position(), event, head.time());
        }
    }

    private static @Nullable Message read(ConsumerRecord<String, byte[]> record) {
        try {
            return Records.read(record);
        } catch (UnreadableException e) {
            LOG.debugf("%s is not in the list: %s", RecordPositions.of(record), e.getMessage());
            return null;
        }
    }
}
