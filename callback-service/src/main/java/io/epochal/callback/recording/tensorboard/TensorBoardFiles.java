package io.epochal.callback.recording.tensorboard;

import io.epochal.callback.policy.ReservedNames;
import io.epochal.callback.recording.RecordingFiles;
import io.epochal.callback.recording.folder.JsonFile;
import io.epochal.callback.recording.folder.OffsetIndex;
import io.epochal.callback.recording.folder.RecordingPath;
import io.epochal.callback.recording.folder.RecordingRoot;
import io.epochal.callback.recording.folder.UnrecordableException;
import io.epochal.protocol.TrainingEvent.Start;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** The files of one TensorBoard recording, with its settings and how far it is written. */
record TensorBoardFiles(RecordingRoot root, RecordingPath path, Path folder) implements RecordingFiles {
    static final String SETTINGS = ReservedNames.RECORDED + ".json";
    private static final String INDEX = ReservedNames.RECORDED + ".marks";

    static TensorBoardFiles at(RecordingRoot root, RecordingPath path) throws UnrecordableException {
        return new TensorBoardFiles(root, path, root.resolve(path));
    }

    @Override
    public Path settings() {
        return folder.resolve(SETTINGS);
    }

    @Override
    public Path index() {
        return folder.resolve(INDEX);
    }

    Optional<SettingsHistory> history() throws IOException {
        return JsonFile.read(root, settings(), SettingsHistory.class)
                .filter(history -> EventFiles.isName(history.file()));
    }

    void write(SettingsHistory history) throws IOException {
        JsonFile.write(root, settings(), history);
    }

    EventFiles events(SettingsHistory history) {
        return EventFiles.of(folder, history.file());
    }

    /** Whole, and anew if the event comes again: what is in it comes from this event alone. */
    void writeHparams(SettingsHistory history, Start started) throws IOException {
        ByteArrayOutputStream records = new ByteArrayOutputStream();
        records.write(TfRecord.record(EventMessages.fileVersion(started.time())));
        records.write(
                TfRecord.record(EventMessages.hparams(started.time(), started.run(), HyperParameters.of(started))));
        root.replace(events(history).hparams(), records.toByteArray());
    }

    @Override
    public boolean areWhole() throws IOException {
        Optional<SettingsHistory> history = history();
        Optional<OffsetIndex.Entry> last = OffsetIndex.lastIn(root, index());
        return history.isPresent() && last.isPresent() && events(history.get()).hold(root, last.get());
    }

    /** TensorBoard would show the events of an earlier attempt's files twice. */
    void deleteEvents() throws IOException {
        Optional<SettingsHistory> history = history();
        if (history.isPresent()) {
            events(history.get()).delete(root);
        } else {
            EventFiles.deleteAll(root, folder);
        }
    }
}
