package io.epochal.callback.recording.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import io.epochal.callback.recording.mlflow.ArtifactUploads.UnreadBodyException;
import io.epochal.callback.store.ExportRefusal;
import io.epochal.callback.store.ModelExports;
import io.epochal.callback.store.OutgoingModel;
import io.epochal.export.ExportFormat;
import io.epochal.protocol.Wire;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Brings one checkpoint into one MLflow run, unless it is there. For one thread. */
final class ModelUpload {
    /** Written last, so a checkpoint without one is not there, or not whole. */
    static final String MARK = "uploaded.json";

    static final String KERAS = "model.keras";
    static final String SAFETENSORS = "model.safetensors";
    static final String SPEC = "run.yaml";

    private final MlflowServer server;
    private final ModelExports exports;
    private final ArtifactUploads uploads;
    private final String bucket;

    ModelUpload(MlflowServer server, ModelExports exports, String bucket, Duration stall) {
        this.server = server;
        this.exports = exports;
        this.uploads = server.uploads(stall);
        this.bucket = bucket;
    }

    /** What became of it. */
    enum Result {
        /** It is in MLflow, or there is nothing that could be. */
        SETTLED,
        /** MLflow does not know the run yet, as far as it must: the recorder of runs is behind. */
        TOO_EARLY,
        /** Others have the memory that it needs. */
        BUSY
    }

    /**
     * Uploads it.
     *
     * @throws MlflowRefusal where MLflow does not take it
     * @throws MlflowUnavailableException where MLflow may take it later
     * @throws ExportRefusal for a checkpoint that cannot be read as one
     * @throws IOException where the store does not answer
     */
    Result run(WantedModel wanted) throws IOException, InterruptedException {
        server.allow(MlflowRecorder.LONGEST);
        Optional<MlflowRun> run = server.find(wanted.run()).stream()
                .filter(one -> !one.position().equals(MlflowRun.UNFINISHED))
                .findFirst();
        if (run.isEmpty() || run.get().newest() < wanted.attempt()) {
            return Result.TOO_EARLY;
        }
        Optional<ArtifactPath> folder = ArtifactPath.of(run.get().artifacts(), wanted.folder());
        Optional<String> key = exports.key(wanted.run(), wanted.name());
        boolean superseded = key.isPresent()
                && wanted.key().isPresent()
                && !key.get().equals(wanted.key().get());
        if (folder.isEmpty() || key.isEmpty() || superseded) {
            return Result.SETTLED;
        }
        String uri = EventEntries.uri(key.get(), bucket);
        return isThere(folder.get(), uri) ? Result.SETTLED : upload(wanted, folder.get(), uri);
    }

    private boolean isThere(ArtifactPath folder, String uri) throws IOException, InterruptedException {
        Optional<JsonNode> mark = uploads.read(folder.below(MARK));
        return mark.isPresent() && mark.get().path("uri").asText("").equals(uri);
    }

    private Result upload(WantedModel wanted, ArtifactPath folder, String uri)
            throws IOException, InterruptedException {
        try {
            List<String> files = files(wanted, folder);
            uploads.put(
                    folder.below(MARK),
                    Wire.JSON.writeValueAsBytes(Map.of("name", wanted.name(), "uri", uri, "files", files)));
            return Result.SETTLED;
        } catch (ExportRefusal e) {
            return result(e);
        } catch (UnreadBodyException e) {
            if (e.reason() instanceof FileNotFoundException) {
                return Result.SETTLED;
            }
            throw e.reason();
        }
    }

    /** Keras' own file; where there can be none, what every model has. */
    private List<String> files(WantedModel wanted, ArtifactPath folder) throws IOException, InterruptedException {
        try (OutgoingModel keras = exports.open(wanted.run(), wanted.name(), ExportFormat.keras)) {
            uploads.put(folder.below(KERAS), keras.size(), keras::write);
            return List.of(KERAS);
        } catch (ExportRefusal e) {
            if (e.kind() != ExportRefusal.Kind.TOO_LARGE && e.kind() != ExportRefusal.Kind.NO_MODEL) {
                throw e;
            }
        }
        uploads.put(folder.below(SPEC), exports.spec(wanted.run(), wanted.name()));
        try (OutgoingModel weights = exports.open(wanted.run(), wanted.name(), ExportFormat.safetensors)) {
            uploads.put(folder.below(SAFETENSORS), weights.size(), weights::write);
        }
        return List.of(SAFETENSORS, SPEC);
    }

    private static Result result(ExportRefusal refusal) throws ExportRefusal {
        return switch (refusal.kind()) {
            // Its callback, or an operator, has deleted it.
            case MISSING -> Result.SETTLED;
            case BUSY -> Result.BUSY;
            case NO_STORE, TOO_LARGE, NO_MODEL -> throw refusal;
        };
    }

    /** Whether asking again gives the same. */
    static boolean isFinal(IOException failure) {
        return failure instanceof MlflowRefusal || ModelExports.isFinal(failure);
    }
}
