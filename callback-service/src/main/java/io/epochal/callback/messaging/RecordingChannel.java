package io.epochal.callback.messaging;

import io.epochal.callback.recording.RebuildingRecorder;
import io.epochal.callback.recording.RemoteMonitorRecorder;
import io.epochal.kafka.Records;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.UnreadableException;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

/** Hands every event to the recorders, each in a group of its own. An event counts as read once it is in the files. */
@ApplicationScoped
class RecordingChannel {
    private static final Logger LOG = Logger.getLogger(RecordingChannel.class);
    private final RebuildingRecorder tensorBoard;
    private final RebuildingRecorder csv;
    private final RemoteMonitorRecorder remote;

    private interface Recorder {
        void record(TrainingEvent event) throws IOException;
    }

    RecordingChannel(
            @Identifier("recording") RebuildingRecorder tensorBoard,
            @Identifier("csv") RebuildingRecorder csv,
            RemoteMonitorRecorder remote) {
        this.tensorBoard = tensorBoard;
        this.csv = csv;
        this.remote = remote;
    }

    @Incoming("recording")
    @Blocking
    void tensorBoard(ConsumerRecord<String, byte[]> record) throws IOException {
        hand(record, event -> tensorBoard.record(record.partition(), event));
    }

    @Incoming("csv")
    @Blocking
    void csv(ConsumerRecord<String, byte[]> record) throws IOException {
        hand(record, event -> csv.record(record.partition(), event));
    }

    @Incoming("remote")
    @Blocking
    void remote(ConsumerRecord<String, byte[]> record) throws IOException {
        hand(record, remote::record);
    }

    @PreDestroy
    void close() {
        remote.close();
    }

    private static void hand(ConsumerRecord<String, byte[]> record, Recorder recorder) throws IOException {
        try {
            if (Records.read(record) instanceof TrainingEvent event) {
                recorder.record(event);
            }
        } catch (UnreadableException e) {
            // The deciders send it to the dead letters; one letter is enough.
            LOG.debugf(
                    "%s-%d@%d is not recorded: %s",
                    record.topic(), record.partition(), record.offset(), e.getMessage());
        }
    }
}
