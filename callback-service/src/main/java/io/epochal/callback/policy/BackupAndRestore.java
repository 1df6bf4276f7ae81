package io.epochal.callback.policy;

import io.epochal.protocol.Ask;
import io.epochal.protocol.Command;
import io.epochal.protocol.Fields;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Accepted for what it promises, which every run has: a checkpoint at each epoch's end. With an integer {@code save_freq} also every
 * n batches, under the name {@code backup_dir}.
 *
 * @param everyBatches null for "epoch"
 */
record BackupAndRestore(
        String backupDir, @Nullable Integer everyBatches, boolean doubleCheckpoint, boolean deleteCheckpoint)
        implements Callback {

    static BackupAndRestore read(Fields fields) {
        fields.object("state");
        return new BackupAndRestore(
                fields.text("backup_dir"),
                ModelCheckpoint.saveFreq(fields),
                fields.flag("double_checkpoint", false),
                fields.flag("delete_checkpoint", true));
    }

    @Override
    public Ask asks(long step) {
        return everyBatches == null ? Ask.AT_EPOCH_END : Ask.everyFrom(step, everyBatches);
    }

    @Override
    public Step onBatchEnd(Batch batch) {
        return everyBatches != null && batch.step() % everyBatches == 0
                ? Step.stay(this).doing(new Command.SaveCheckpoint(backupDir))
                : Step.stay(this);
    }

    @Override
    public Step onEpochEnd(Epoch epoch) {
        return Step.stay(this);
    }

    @Override
    public String type() {
        return "BackupAndRestore";
    }

    @Override
    public Map<String, Object> settings() {
        Map<String, Object> settings = new TreeMap<>();
        settings.put("backup_dir", backupDir);
        settings.put("save_freq", everyBatches == null ? "epoch" : everyBatches);
        settings.put("double_checkpoint", doubleCheckpoint);
        settings.put("delete_checkpoint", deleteCheckpoint);
        return settings;
    }

    @Override
    public Map<String, Object> state() {
        return Map.of();
    }
}
