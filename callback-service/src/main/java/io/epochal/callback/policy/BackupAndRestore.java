package io.epochal.callback.policy;

import io.epochal.protocol.Ask;
import io.epochal.protocol.CheckpointPath;
import io.epochal.protocol.Command;
import io.epochal.protocol.field.Fields;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Accepted for what it promises, which every run has: a checkpoint at each epoch's end. With an integer {@code save_freq} also
 * every n batches, and with a time such as {@code "90s"} whenever so much has passed, under the name {@code backup_dir}.
 *
 * @param since the step of the last such checkpoint; null where batches are not counted
 */
record BackupAndRestore(
        String backupDir, SaveFreq saveFreq, boolean doubleCheckpoint, boolean deleteCheckpoint, @Nullable Long since)
        implements Callback {

    static BackupAndRestore read(Fields fields) {
        return new BackupAndRestore(
                CheckpointPath.choose(fields.pathOf("backup_dir"), fields.text("backup_dir")),
                SaveFreq.readWithTime(fields),
                fields.flag("double_checkpoint", false),
                fields.flag("delete_checkpoint", true),
                SaveFreq.readSince(fields.object("state")));
    }

    @Override
    public Step onTrainBegin(long step) {
        Step begun = Step.stay(savedAt(saveFreq.countsFrom(step, since)));
        return saveFreq.time().isPresent()
                ? begun.doing(new Command.SaveEvery(saveFreq.time().getAsDouble(), backupDir))
                : begun;
    }

    private BackupAndRestore savedAt(@Nullable Long step) {
        return new BackupAndRestore(backupDir, saveFreq, doubleCheckpoint, deleteCheckpoint, step);
    }

    @Override
    public Ask asks(long step) {
        return saveFreq.asks(step, since);
    }

    @Override
    public Step onBatchEnd(Batch batch) {
        return saveFreq.dueAt(batch.step(), since)
                ? Step.stay(savedAt(batch.step())).doing(new Command.SaveCheckpoint(backupDir))
                : Step.stay(this);
    }

    @Override
    public Set<String> needs() {
        return Set.of(saveFreq.time().isPresent() ? "SaveEvery" : "SaveCheckpoint");
    }

    @Override
    public String type() {
        return "BackupAndRestore";
    }

    @Override
    public Map<String, Object> settings() {
        Map<String, Object> settings = new TreeMap<>();
        settings.put("backup_dir", backupDir);
        settings.put("save_freq", saveFreq.json());
        settings.put("double_checkpoint", doubleCheckpoint);
        settings.put("delete_checkpoint", deleteCheckpoint);
        return settings;
    }

    @Override
    public Map<String, Object> state() {
        Map<String, Object> state = new TreeMap<>();
        SaveFreq.writeSince(state, since);
        return state;
    }
}
