package io.epochal.callback.messaging;

import io.epochal.callback.api.log.LogFollower;
import io.epochal.kafka.Records;
import io.epochal.protocol.BarrierAddress;
import io.epochal.protocol.CommandRequest;
import io.epochal.protocol.EventPosition;
import io.epochal.protocol.Message;
import io.epochal.protocol.Topic;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.UnreadableException;
import io.epochal.protocol.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jboss.logging.Logger;

/** Makes of each record what a follower of the log is given: of events the head, and verdicts that it awaits, since few are looked into. */
final class FollowedRecords {
    private static final Logger LOG = Logger.getLogger(FollowedRecords.class);
    private static final String TYPE_PREFIX = "io.epochal.";

    private final String events;
    private final String verdicts;
    private final LogFollower follower;
    private final OlderRecords older;

    FollowedRecords(KafkaClients clients, LogFollower follower, OlderRecords older) {
        this.older = older;
        this.events = clients.name(Topic.EVENTS);
        this.verdicts = clients.name(Topic.VERDICTS);
        this.follower = follower;
    }

    /** Whatever a record is, the next one is read. */
    void hand(ConsumerRecord<String, byte[]> record) {
        try {
            read(record);
        } catch (RuntimeException e) {
            LOG.errorf(e, "%s-%d at %d is skipped", record.topic(), record.partition(), record.offset());
        }
    }

    private void read(ConsumerRecord<String, byte[]> record) {
        boolean outlined = older.isUnread(record.key());
        if (record.topic().equals(events)) {
            head(record).ifPresent(outlined ? follower::outlined : follower::event);
            return;
        }
        if (record.topic().equals(verdicts) && isUnawaited(record)) {
            return;
        }
        try {
            Message message = Records.read(record);
            if (message instanceof Verdict verdict && record.topic().equals(verdicts)) {
                follower.verdict(verdict);
            } else if (message instanceof CommandRequest request && !outlined && !older.hasRead(record)) {
                follower.request(request, record.serializedValueSize());
            }
        } catch (UnreadableException e) {
            LOG.debugf("%s has something else: %s", record.topic(), e.getMessage());
        }
    }

    private boolean isUnawaited(ConsumerRecord<String, byte[]> record) {
        return Verdict.answered(header(record, "ce_id"))
                .filter(barrier -> !follower.awaits(barrier))
                .isPresent();
    }

    /** One of an older run. */
    static void event(ConsumerRecord<String, byte[]> record, LogFollower.OlderRuns older) {
        head(record).ifPresent(older::event);
    }

    /** One to an older run. */
    static void request(ConsumerRecord<String, byte[]> record, LogFollower.OlderRuns older) {
        try {
            if (Records.read(record) instanceof CommandRequest request) {
                older.request(request, record.serializedValueSize(), Instant.ofEpochMilli(record.timestamp()));
            }
        } catch (UnreadableException e) {
            LOG.debugf("%s has something else: %s", record.topic(), e.getMessage());
        }
    }

    /** Empty for a record that is no event: the deciders send it to the dead letters. */
    private static Optional<LogFollower.EventHead> head(ConsumerRecord<String, byte[]> record) {
        String type = header(record, "ce_type");
        return BarrierAddress.ofId(header(record, "ce_id"))
                .filter(address -> address.run().equals(record.key()) && type.startsWith(TYPE_PREFIX))
                .map(address -> new LogFollower.EventHead(
                        address.run(),
                        new EventPosition(address.attempt(), address.sequence()),
                        type.substring(TYPE_PREFIX.length()),
                        Instant.ofEpochMilli(record.timestamp()),
                        () -> decoded(record)));
    }

    private static Optional<TrainingEvent> decoded(ConsumerRecord<String, byte[]> record) {
        try {
            return Records.read(record) instanceof TrainingEvent event ? Optional.of(event) : Optional.empty();
        } catch (UnreadableException e) {
            return Optional.empty();
        }
    }

    private static String header(ConsumerRecord<String, byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null || header.value() == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }
}
