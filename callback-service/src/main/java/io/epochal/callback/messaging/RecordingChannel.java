package io.epochal.callback.messaging;

import io.epochal.callback.recording.TensorBoardRecorder;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.UnreadableException;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

/** Hands every event to the recorder. An event counts as read once it is in the files. */
@ApplicationScoped
class RecordingChannel {
    private static final Logger LOG = Logger.getLogger(RecordingChannel.class);
    private final TensorBoardRecorder recorder;

    RecordingChannel(@ConfigProperty(name = "epochal.recording.directory") String directory) {
        this.recorder = new TensorBoardRecorder(Path.of(directory));
    }

    @Incoming("recording")
    @Blocking
    void record(ConsumerRecord<String, byte[]> record) throws IOException {
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
