package io.epochal.callback.messaging;

import io.epochal.callback.delivery.ServiceExit;
import io.epochal.callback.recording.RebuildingRecorder;
import io.epochal.callback.recording.remote.RemoteMonitorRecorder;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** The recorders' channels, each in a group of its own. */
@ApplicationScoped
class RecordingChannels {
    private final RemoteMonitorRecorder remoteMonitor;
    private final RecordingChannel tensorBoard;
    private final RecordingChannel csv;
    private final RecordingChannel remote;

    RecordingChannels(
            @Identifier("recording") RebuildingRecorder tensorBoard,
            @Identifier("csv") RebuildingRecorder csv,
            RemoteMonitorRecorder remoteMonitor,
            DeadLetterPublisher deadLetters,
            ServiceExit end,
            @ConfigProperty(name = "epochal.state.directory") String directory) {
        Path state = Path.of(directory);
        this.remoteMonitor = remoteMonitor;
        this.tensorBoard = new RecordingChannel("recording", tensorBoard::record, deadLetters, state, end);
        this.csv = new RecordingChannel("csv", csv::record, deadLetters, state, end);
        this.remote = new RecordingChannel(
                "remote", (partition, event) -> remoteMonitor.record(event), deadLetters, state, end);
    }

    @Incoming("recording")
    @Blocking("recording")
    void tensorBoard(ConsumerRecord<String, byte[]> record) throws InterruptedException {
        tensorBoard.record(record);
    }

    @Incoming("csv")
    @Blocking("recording")
    void csv(ConsumerRecord<String, byte[]> record) throws InterruptedException {
        csv.record(record);
    }

    @Incoming("remote")
    @Blocking("recording")
    void remote(ConsumerRecord<String, byte[]> record) throws InterruptedException {
        remote.record(record);
    }

    @PreDestroy
    void close() throws IOException {
        remoteMonitor.close();
        tensorBoard.close();
        csv.close();
        remote.close();
    }
}
