package io.epochal.callback.messaging;

import io.epochal.callback.api.log.LogFollower;
import io.epochal.kafka.Records;
import io.epochal.protocol.CommandRequest;
import io.epochal.protocol.Message;
import io.epochal.protocol.Topic;
import io.epochal.protocol.UnreadableException;
import io.epochal.protocol.Verdict;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;

/** Makes of each record what a follower of the log is given: of events the head, and verdicts that it awaits, since few are looked into. */
final class FollowedRecords {
    private static final Logger LOG = Logger.getLogger(FollowedRecords.class);

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
            EventHeads.of(record).ifPresent(outlined ? follower::outlined : follower::event);
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
        return Verdict.answered(EventHeads.header(record, "ce_id"))
                .filter(barrier -> !follower.awaits(barrier))
                .isPresent();
    }
}
