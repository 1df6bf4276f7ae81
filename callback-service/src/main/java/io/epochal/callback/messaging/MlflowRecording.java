package io.epochal.callback.messaging;

import io.epochal.callback.delivery.ServiceExit;
import io.epochal.callback.recording.FailedRecordings;
import io.epochal.callback.recording.mlflow.MlflowRecorder;
import io.epochal.callback.recording.mlflow.MlflowSettings;
import io.epochal.protocol.Topic;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The channel of the recorder in MLflow, which is there only where a tracking server is set: no thread and no group without it. */
@ApplicationScoped
class MlflowRecording {
    private final Optional<MlflowChannel> channel;

    MlflowRecording(
            @ConfigProperty(name = "epochal.mlflow.tracking-uri") Optional<String> uri,
            @ConfigProperty(name = "epochal.mlflow.tracking-token") Optional<String> token,
            @ConfigProperty(name = "epochal.mlflow.tracking-username") Optional<String> user,
            @ConfigProperty(name = "epochal.mlflow.tracking-password") Optional<String> password,
            @ConfigProperty(name = "epochal.mlflow.experiment") Optional<String> experiment,
            @ConfigProperty(name = "epochal.s3.bucket") String bucket,
            @ConfigProperty(name = "epochal.state.directory") String directory,
            FailedRecordings failures,
            DeadLetterPublisher deadLetters,
            ServiceExit end) {
        this.channel = uri.map(server -> MlflowSettings.of(server, token, user, password, experiment, bucket))
                .map(settings -> new MlflowChannel(
                        new MlflowRecorder(settings, failures), deadLetters, Path.of(directory), end));
    }

    void begin(
            @Observes StartupEvent event,
            ChannelReaders readers,
            @ConfigProperty(name = "epochal.recording") boolean recording) {
        if (recording) {
            channel.ifPresent(mlflow -> readers.start(ServiceChannels.MLFLOW, mlflow, Topic.EVENTS));
        }
    }

    @PreDestroy
    void close() throws IOException {
        if (channel.isPresent()) {
            channel.get().close();
        }
    }
}
