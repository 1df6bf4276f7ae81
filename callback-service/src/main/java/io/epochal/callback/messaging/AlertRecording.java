package io.epochal.callback.messaging;

import io.epochal.callback.delivery.ServiceExit;
import io.epochal.callback.recording.FailedRecordings;
import io.epochal.callback.recording.alert.AlertCounts;
import io.epochal.callback.recording.alert.AlertRecorder;
import io.epochal.callback.recording.alert.AlertsFile;
import io.epochal.callback.recording.http.PrivateDestinations;
import io.epochal.protocol.Topic;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The channel of alerts, which is there only where an operator has named a file of rules: no thread and no group without it. */
@ApplicationScoped
class AlertRecording {
    private final Optional<AlertChannel> channel;

    AlertRecording(
            @ConfigProperty(name = "epochal.alerts.file") Optional<String> file,
            @ConfigProperty(name = "epochal.recording") boolean recording,
            @ConfigProperty(name = "epochal.recording.directory") String directory,
            @ConfigProperty(name = "epochal.state.directory") String state,
            PrivateDestinations allowed,
            MeterRegistry meters,
            FailedRecordings failures,
            DeadLetterPublisher deadLetters,
            ServiceExit end) {
        this.channel = file.filter(name -> recording)
                .map(name -> new AlertRecorder(
                        AlertsFile.read(Path.of(name)),
                        Path.of(directory),
                        allowed,
                        counts(meters),
                        failures,
                        Clock.systemUTC()))
                .map(recorder -> {
                    register(recorder, meters);
                    return new AlertChannel(recorder, deadLetters, Path.of(state), end);
                });
    }

    private static AlertCounts counts(MeterRegistry meters) {
        return new AlertCounts() {
            @Override
            public void sent(String destination) {
                counter(meters, "epochal.alerts.sent", destination).increment();
            }

            @Override
            public void failed(String destination) {
                counter(meters, "epochal.alerts.failed", destination).increment();
            }
        };
    }

    private static Counter counter(MeterRegistry meters, String name, String destination) {
        return meters.counter(name, "destination", destination);
    }

    private static void register(AlertRecorder recorder, MeterRegistry meters) {
        for (String name : recorder.destinations()) {
            counter(meters, "epochal.alerts.sent", name);
            counter(meters, "epochal.alerts.failed", name);
            meters.gauge("epochal.alerts.waiting", Tags.of("destination", name), recorder, one -> one.waiting(name));
        }
    }

    void begin(@Observes StartupEvent event, ChannelReaders readers) {
        channel.ifPresent(alerts -> readers.start(ServiceChannels.ALERTS, alerts, Topic.EVENTS));
    }

    @PreDestroy
    void close() throws IOException {
        if (channel.isPresent()) {
            channel.get().close();
        }
    }
}
