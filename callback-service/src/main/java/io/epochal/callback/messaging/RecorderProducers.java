package io.epochal.callback.messaging;

import io.epochal.callback.recording.FailedRecordings;
import io.epochal.callback.recording.RebuildingRecorder;
import io.epochal.callback.recording.alert.AlertRecorder;
import io.epochal.callback.recording.csv.CsvFormat;
import io.epochal.callback.recording.http.PrivateDestinations;
import io.epochal.callback.recording.mlflow.MlflowRecorder;
import io.epochal.callback.recording.mlflow.ModelArtifacts;
import io.epochal.callback.recording.remote.RemoteMonitorRecorder;
import io.epochal.callback.recording.tensorboard.TensorBoardFormat;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The recorders. */
class RecorderProducers {
    private static final List<String> RECORDERS = List.of(
            TensorBoardFormat.NAME,
            CsvFormat.NAME,
            RemoteMonitorRecorder.NAME,
            MlflowRecorder.NAME,
            ModelArtifacts.NAME,
            AlertRecorder.NAME);

    @Produces
    @Singleton
    FailedRecordings failures(MeterRegistry metrics) {
        RECORDERS.forEach(recorder -> counter(metrics, recorder));
        return new FailedRecordings(recorder -> counter(metrics, recorder).increment());
    }

    private static Counter counter(MeterRegistry metrics, String recorder) {
        return metrics.counter("epochal.recordings.failed", "recorder", recorder);
    }

    @Produces
    @Singleton
    @Identifier("recording")
    RebuildingRecorder tensorBoard(
            @ConfigProperty(name = "epochal.recording.directory") String directory, FailedRecordings failures) {
        return TensorBoardFormat.recorder(Path.of(directory), failures);
    }

    @Produces
    @Singleton
    @Identifier("csv")
    RebuildingRecorder csv(
            @ConfigProperty(name = "epochal.recording.directory") String directory, FailedRecordings failures) {
        return CsvFormat.recorder(Path.of(directory), failures);
    }

    @Produces
    @Singleton
    RemoteMonitorRecorder remote(
            @ConfigProperty(name = "epochal.recording.directory") String directory,
            PrivateDestinations allowed,
            FailedRecordings failures) {
        return new RemoteMonitorRecorder(Path.of(directory), allowed, failures);
    }

    /** @param before the setting of earlier versions */
    @Produces
    @Singleton
    PrivateDestinations allowed(
            @ConfigProperty(name = "epochal.private-destinations") Optional<String> allowed,
            @ConfigProperty(name = "epochal.remote-monitor.private-addresses") Optional<Boolean> before) {
        return before.orElse(false) ? PrivateDestinations.ALL : PrivateDestinations.read(allowed.orElse(""));
    }
}
