package io.epochal.callback.messaging;

import io.epochal.callback.messaging.channel.ChannelSettings;
import io.epochal.callback.recording.mlflow.MlflowRecorder;
import java.util.List;

/** The channels of this service, each with a consumer group of its own: one process that dies must not block every channel. */
final class ServiceChannels {
    static final ChannelSettings DECIDERS = ChannelSettings.prompt("barriers", "callback-deciders");

    /** Recorders begin with the first event. */
    static final ChannelSettings TENSORBOARD =
            ChannelSettings.gathering("recording", "tensorboard-recorder", "earliest");

    static final ChannelSettings CSV = ChannelSettings.gathering("csv", "csv-recorder", "earliest");
    /** Posts to other servers begin with the next event. */
    static final ChannelSettings REMOTE_MONITOR =
            ChannelSettings.gathering("remote", "remote-monitor-recorder", "latest");

    /** It may wait long for another server. */
    static final ChannelSettings MLFLOW =
            ChannelSettings.gathering("mlflow", "mlflow-recorder", "earliest").taking(MlflowRecorder.LONGEST);

    /** It never waits for an upload, which has a thread of its own. */
    static final ChannelSettings MLFLOW_ARTIFACTS =
            ChannelSettings.gathering("mlflow-artifacts", "mlflow-artifact-recorder", "earliest");

    /** One process tells of all runs: it knows what was told, and looks for the silent ones. */
    static final ChannelSettings ALERTS = ChannelSettings.sole("alerts", "alert-recorder");

    /** A run's records are in two topics. */
    static final ChannelSettings SUMMARIES = ChannelSettings.sole("summaries", "summary-recorder");

    /** Those that set aside what they cannot handle. */
    static final List<ChannelSettings> SETTING_ASIDE =
            List.of(DECIDERS, TENSORBOARD, CSV, REMOTE_MONITOR, MLFLOW, MLFLOW_ARTIFACTS);

    private ServiceChannels() {}

    /**
     * A channel with what it is for.
     *
     * @param role in words
     * @param optional whether it is there only where an operator has set it up
     */
    record Purpose(ChannelSettings channel, String role, boolean optional) {
        String group() {
            return channel.group();
        }
    }

    /** All of them. */
    static List<Purpose> purposes() {
        return List.of(
                new Purpose(DECIDERS, "deciders", false),
                new Purpose(TENSORBOARD, "TensorBoard recorder", false),
                new Purpose(CSV, "CSVLogger recorder", false),
                new Purpose(REMOTE_MONITOR, "RemoteMonitor recorder", false),
                new Purpose(MLFLOW, "MLflow recorder", true),
                new Purpose(MLFLOW_ARTIFACTS, "uploads to MLflow", true),
                new Purpose(ALERTS, "alerts", true),
                new Purpose(SUMMARIES, "recorder of summaries", false));
    }
}
