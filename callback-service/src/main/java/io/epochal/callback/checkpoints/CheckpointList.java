package io.epochal.callback.checkpoints;

import io.epochal.callback.store.CheckpointDoor;
import io.epochal.callback.summary.NamedCheckpoint;
import io.epochal.callback.summary.RunDetails;
import io.epochal.export.ExportFormat;
import io.epochal.protocol.TrainingEvent.CheckpointSaved;
import java.util.ArrayList;
import java.util.List;

/**
 * The checkpoints of a run that have names, newest first, as the log has them. One may have been deleted since.
 *
 * @param reason why none of them can be had as a file here; empty where they can
 */
record CheckpointList(String run, List<Row> checkpoints, String reason) {
    private static final int MOST = 10_000;

    /**
     * A name, and the checkpoint that was saved under it last.
     *
     * @param epoch from 0
     * @param step batches trained
     * @param formats in which it can be had here
     */
    record Row(
            String name,
            int epoch,
            long step,
            long bytes,
            int attempt,
            String saved,
            String uri,
            List<String> formats) {}

    /**
     * @param bucket of the checkpoints of our own trainers
     * @param reads whether this service reads them
     */
    static CheckpointList of(RunDetails run, String bucket, boolean reads) {
        boolean ours = !run.isAttached();
        List<Row> rows = new ArrayList<>();
        for (NamedCheckpoint one : NamedCheckpoint.of(run)) {
            for (String name : one.own()) {
                if (rows.size() < MOST) {
                    rows.add(row(name, one.saved(), one.uri(run, bucket), formats(run, ours && reads)));
                }
            }
        }
        return new CheckpointList(run.id(), rows, reason(ours, reads));
    }

    private static Row row(String name, CheckpointSaved saved, String uri, List<String> formats) {
        return new Row(
                name,
                saved.epoch(),
                saved.step(),
                saved.bytes(),
                saved.attempt(),
                saved.time().toString(),
                uri,
                formats);
    }

    private static String reason(boolean ours, boolean reads) {
        if (!ours) {
            return "the program that trains this run keeps its checkpoints itself, at their uri";
        }
        return reads ? "" : CheckpointDoor.NO_KEYS;
    }

    private static List<String> formats(RunDetails run, boolean readable) {
        if (!readable) {
            return List.of();
        }
        return run.facts().isKerasModel()
                ? List.of(
                        ExportFormat.keras.toString(),
                        ExportFormat.weights_h5.toString(),
                        ExportFormat.safetensors.toString())
                : List.of(ExportFormat.safetensors.toString());
    }
}
