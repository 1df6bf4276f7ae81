package io.epochal.callback.messaging;

import io.epochal.callback.delivery.ServiceExit;
import io.epochal.callback.recording.FailedRecordings;
import io.epochal.callback.recording.mlflow.MlflowRecorder;
import io.epochal.callback.recording.mlflow.MlflowSettings;
import io.epochal.callback.recording.mlflow.ModelArtifacts;
import io.epochal.callback.store.ModelExports;
import io.epochal.protocol.Topic;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The channels of the recorders in MLflow, which are there only where a tracking server is set: no thread and no group without it. The one
 * that uploads checkpoints needs a way to them, too.
 */
@ApplicationScoped
class MlflowRecording {
    private final Optional<MlflowChannel> channel;
    private final Optional<MlflowChannel> artifacts;
    private final Optional<ModelArtifacts> uploads;

    MlflowRecording(
            @ConfigProperty(name = "epochal.mlflow.tracking-uri") Optional<String> uri,
            @ConfigProperty(name = "epochal.mlflow.tracking-token") Optional<String> token,
            @ConfigProperty(name = "epochal.mlflow.tracking-username") Optional<String> user,
            @ConfigProperty(name = "epochal.mlflow.tracking-password") Optional<String> password,
            @ConfigProperty(name = "epochal.mlflow.experiment") Optional<String> experiment,
            @ConfigProperty(name = "epochal.mlflow.artifacts") Optional<Boolean> uploaded,
            @ConfigProperty(name = "epochal.s3.bucket") String bucket,
            @ConfigProperty(name = "epochal.state.directory") String directory,
            ModelExports exports,
            FailedRecordings failures,
            DeadLetterPublisher deadLetters,
            ServiceExit end) {
        Optional<MlflowSettings> settings =
                uri.map(server -> MlflowSettings.of(server, token, user, password, experiment, bucket));
        if (uploaded.orElse(false) && !exports.arePossible()) {
            throw new IllegalArgumentException("EPOCHAL_MLFLOW_ARTIFACTS needs EPOCHAL_S3_ENDPOINT,"
                    + " EPOCHAL_S3_ACCESS_KEY and EPOCHAL_S3_SECRET_KEY: checkpoints are read to be uploaded");
        }
        Path state = Path.of(directory);
        this.channel = settings.map(mlflow -> new MlflowChannel(
                ServiceChannels.MLFLOW,
                MlflowRecorder.IGNORED,
                new MlflowRecorder(mlflow, failures),
                deadLetters,
                state,
                end));
        this.uploads = settings.filter(mlflow -> uploaded.orElse(exports.arePossible()))
                .map(mlflow -> new ModelArtifacts(mlflow, exports, bucket, failures));
        this.artifacts = uploads.map(recorder -> new MlflowChannel(
                ServiceChannels.MLFLOW_ARTIFACTS, ModelArtifacts.IGNORED, recorder, deadLetters, state, end));
    }

    void begin(
            @Observes StartupEvent event,
            ChannelReaders readers,
            @ConfigProperty(name = "epochal.recording") boolean recording) {
        if (recording) {
            channel.ifPresent(mlflow -> readers.start(ServiceChannels.MLFLOW, mlflow, Topic.EVENTS));
            artifacts.ifPresent(mlflow -> readers.start(ServiceChannels.MLFLOW_ARTIFACTS, mlflow, Topic.EVENTS));
        }
    }

    @PreDestroy
    void close() throws IOException {
        uploads.ifPresent(ModelArtifacts::close);
        if (channel.isPresent()) {
            channel.get().close();
        }
        if (artifacts.isPresent()) {
            artifacts.get().close();
        }
    }
}
