package io.epochal.callback.messaging;

import io.epochal.callback.api.log.AuditLog;
import io.epochal.callback.api.log.LogUnavailableException;
import io.epochal.callback.guard.AuditEntry;
import io.epochal.callback.summary.CommandText;
import io.epochal.kafka.Records;
import io.epochal.protocol.AttachedTrainer;
import io.epochal.protocol.CommandRequest;
import io.epochal.protocol.Message;
import io.epochal.protocol.RunRequested;
import io.epochal.protocol.Topic;
import io.epochal.protocol.TrainingEvent.AttachedRunResumed;
import io.epochal.protocol.TrainingEvent.AttachedRunStarted;
import io.epochal.protocol.TrainingEvent.CommandApplied;
import io.epochal.protocol.UnreadableException;
import io.epochal.protocol.Wire;
import io.epochal.protocol.field.Printable;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The requests that the log has, to runs and for runs, and the answers to them. The topics are read when somebody looks, of the events only
 * answers and attachments, and none that is older than requests are kept.
 */
@ApplicationScoped
class KafkaAuditLog implements AuditLog {
    private static final Logger LOG = Logger.getLogger(KafkaAuditLog.class);
    private static final Duration LIMIT = Duration.ofSeconds(4);
    private static final Duration KEPT = Duration.ofDays(7);
    private static final int MOST = 2_000;
    private static final int MOST_SAID = 200;
    private static final Set<String> READ = Set.of(
            Wire.type(CommandApplied.class), Wire.type(AttachedRunStarted.class), Wire.type(AttachedRunResumed.class));

    private final Map<Key, CommandRequest> requests = new Newest<>();
    private final Map<Key, CommandApplied> answers = new Newest<>();
    private final Map<Key, AuditEntry> begun = new Newest<>();
    private final TopicScan runs;
    private final TopicScan control;
    private final TopicScan events;

    private record Key(String run, String id) {}

    /** Forgets the oldest. */
    private static final class Newest<V> extends LinkedHashMap<Key, V> {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, V> oldest) {
            return size() > MOST;
        }
    }

    KafkaAuditLog(KafkaClients clients) {
        this.runs = new TopicScan(
                clients,
                Topic.RUNS,
                () -> clients.readers().offsetsSince(Topic.RUNS, Instant.now().minus(KEPT)),
                this::request);
        this.control = new TopicScan(clients, Topic.CONTROL, this::apply);
        this.events = new TopicScan(
                clients,
                Topic.EVENTS,
                () -> clients.readers().offsetsSince(Topic.EVENTS, Instant.now().minus(KEPT)),
                this::answer);
    }

    @Override
    public synchronized List<AuditEntry> requests(int most) throws LogUnavailableException {
        read(runs);
        read(control);
        read(events);
        List<AuditEntry> entries = new ArrayList<>(begun.values());
        requests.forEach((key, request) -> entries.add(entry(request, answers.get(key))));
        answers.forEach((key, answer) -> {
            if (!requests.containsKey(key)) {
                entries.add(entry(answer));
            }
        });
        entries.sort((one, other) -> other.time().compareTo(one.time()));
        return List.copyOf(entries.subList(0, Math.min(most, entries.size())));
    }

    private static void read(TopicScan topic) throws LogUnavailableException {
        try {
            topic.catchUp(LIMIT);
        } catch (MissingTopicException e) {
            LOG.debugf("nothing was requested: %s", e.getMessage());
        }
    }

    private static AuditEntry entry(CommandRequest request, @Nullable CommandApplied answer) {
        return new AuditEntry(
                request.time(),
                request.requestedBy(),
                CommandText.of(request.command()),
                request.run(),
                answer == null ? "" : CommandText.answer(answer, "epoch"));
    }

    /** Who asked is here as the trainer has repeated it. */
    private static AuditEntry entry(CommandApplied answer) {
        return new AuditEntry(
                answer.time(),
                answer.requestedBy() == null ? "" : answer.requestedBy(),
                CommandText.of(answer.command()),
                answer.run(),
                CommandText.answer(answer, "epoch"));
    }

    private void apply(ConsumerRecord<String, byte[]> record) {
        if (message(record) instanceof CommandRequest request) {
            requests.putIfAbsent(new Key(request.run(), request.commandId()), request);
        }
    }

    private void request(ConsumerRecord<String, byte[]> record) {
        if (message(record) instanceof RunRequested request) {
            begin(request, request.requestedBy(), request.takenBack() == null ? "train" : "train --resume");
        }
    }

    private void answer(ConsumerRecord<String, byte[]> record) {
        if (!READ.contains(EventHeads.header(record, "ce_type"))) {
            return;
        }
        Message message = message(record);
        if (message instanceof CommandApplied answer) {
            answers.put(new Key(answer.run(), answer.commandId()), answer);
        } else if (message instanceof AttachedRunStarted started) {
            begin(started, started.requestedBy(), attached(started.trainer()));
        } else if (message instanceof AttachedRunResumed resumed) {
            begin(resumed, resumed.requestedBy(), attached(resumed.trainer()));
        }
    }

    private static String attached(AttachedTrainer trainer) {
        return Printable.of("attach " + trainer.name(), MOST_SAID);
    }

    /** What nobody has signed is no entry: earlier versions did not say who asks. A trainer puts the same request back. */
    private void begin(Message message, @Nullable String by, String what) {
        if (by != null) {
            begun.putIfAbsent(
                    new Key(message.run(), message.id()), new AuditEntry(message.time(), by, what, message.run(), ""));
        }
    }

    private static @Nullable Message message(ConsumerRecord<String, byte[]> record) {
        try {
            return Records.read(record);
        } catch (UnreadableException e) {
            LOG.debugf("%s is skipped: %s", RecordPositions.of(record), e.getMessage());
            return null;
        }
    }

    @PreDestroy
    void close() {
        runs.close();
        control.close();
        events.close();
    }
}
