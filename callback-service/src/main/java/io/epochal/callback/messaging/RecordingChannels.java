package io.epochal.callback.messaging;

import io.epochal.callback.delivery.ServiceExit;
import io.epochal.callback.messaging.channel.Rebalance;
import io.epochal.callback.messaging.channel.RecordChannel;
import io.epochal.callback.recording.RebuildingRecorder;
import io.epochal.callback.recording.gauges.RunGauges;
import io.epochal.callback.recording.remote.RemoteMonitorRecorder;
import io.epochal.protocol.Topic;
import io.epochal.protocol.TrainingEvent.BatchRecorded;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The recorders' channels, each in a group of its own. */
@ApplicationScoped
class RecordingChannels {
    private final RemoteMonitorRecorder remoteMonitor;
    private final RecordingChannel tensorBoard;
    private final RecordingChannel csv;
    private final RecordingChannel remote;
    private final SummaryChannel summaries;

    RecordingChannels(
            @Identifier("recording") RebuildingRecorder tensorBoard,
            @Identifier("csv") RebuildingRecorder csv,
            RemoteMonitorRecorder remoteMonitor,
            DeadLetterPublisher deadLetters,
            KafkaClients clients,
            ServiceExit end,
            @ConfigProperty(name = "epochal.state.directory") String directory) {
        Path state = Path.of(directory);
        this.remoteMonitor = remoteMonitor;
        this.summaries = new SummaryChannel(clients, new SummaryLog(clients), new RunHistory(clients));
        this.tensorBoard = new RecordingChannel(
                ServiceChannels.TENSORBOARD.name(),
                Set.of(),
                new RecordingChannel.FileSink(tensorBoard),
                new PartitionRewinder(tensorBoard),
                deadLetters,
                state,
                end);
        this.csv = new RecordingChannel(
                ServiceChannels.CSV.name(),
                Set.of(BatchRecorded.class),
                new RecordingChannel.FileSink(csv),
                new PartitionRewinder(csv),
                deadLetters,
                state,
                end);
        this.remote = new RecordingChannel(
                ServiceChannels.REMOTE_MONITOR.name(),
                Set.of(BatchRecorded.class),
                (record, event) -> remoteMonitor.record(event),
                reread(remoteMonitor),
                deadLetters,
                state,
                end);
    }

    void begin(
            @Observes StartupEvent event,
            ChannelReaders readers,
            MeterRegistry meters,
            @ConfigProperty(name = "epochal.recording") boolean recording,
            @ConfigProperty(name = "epochal.metrics.runs") int gauges) {
        if (recording) {
            readers.start(ServiceChannels.TENSORBOARD, tensorBoard, Topic.EVENTS);
            readers.start(ServiceChannels.CSV, csv, Topic.EVENTS);
            readers.start(ServiceChannels.REMOTE_MONITOR, remote, Topic.EVENTS);
            RecordChannel all = gauges == 0 ? summaries : new GaugingChannel(summaries, new RunGauges(meters, gauges));
            readers.start(ServiceChannels.SUMMARIES, all, Topic.RUNS, Topic.EVENTS);
        }
    }

    private static Rebalance reread(RemoteMonitorRecorder recorder) {
        return new Rebalance() {
            @Override
            public void assigned(Consumer<String, byte[]> consumer, Collection<TopicPartition> partitions) {
                recorder.release();
            }
        };
    }

    @PreDestroy
    void close() throws IOException {
        remoteMonitor.close();
        tensorBoard.close();
        csv.close();
        remote.close();
        summaries.close();
    }
}
