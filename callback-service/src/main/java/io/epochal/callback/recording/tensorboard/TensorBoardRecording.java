package io.epochal.callback.recording.tensorboard;

import io.epochal.callback.policy.TensorBoard;
import io.epochal.callback.recording.IndexedRecording;
import io.epochal.callback.recording.RecordingPlan;
import io.epochal.callback.recording.folder.ConfirmedFile;
import io.epochal.callback.recording.folder.OffsetIndex;
import io.epochal.protocol.EventPosition;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.Resumption;
import io.epochal.protocol.TrainingEvent.Start;
import java.io.IOException;
import java.util.Optional;

/** One run, as one TensorBoard callback of its list records it: {@code train} and {@code validation} below its {@code log_dir}. */
final class TensorBoardRecording extends IndexedRecording {
    private final TensorBoardFiles files;
    private final ConfirmedFile train;
    private final ConfirmedFile validation;
    private final SummaryWriter summaries;
    private SettingsHistory history;

    private TensorBoardRecording(
            TensorBoardFiles files,
            SettingsHistory history,
            OffsetIndex index,
            ConfirmedFile train,
            ConfirmedFile validation) {
        super(files.path(), index);
        this.files = files;
        this.history = history;
        this.train = train;
        this.validation = validation;
        this.summaries = new SummaryWriter(train, validation);
    }

    /** Resumes behind the last confirmed event. */
    static TensorBoardRecording open(TensorBoardFiles files) throws IOException {
        return open(files, index -> {
            SettingsHistory history = files.history().orElseThrow(() -> nothingRecorded(files));
            return of(files, history, index);
        });
    }

    /**
     * Begins with the first event that has the callback in its list; deletes what an earlier attempt has left.
     *
     * @param ours whether this recorder has begun it before; if not, nothing may be there
     */
    static TensorBoardRecording begin(TensorBoardFiles files, TrainingEvent.Barrier first, boolean ours)
            throws IOException {
        return begin(files, ours, index -> {
            if (ours) {
                files.deleteEvents();
            }
            SettingsHistory history = SettingsHistory.empty(EventFiles.name(first));
            EventFiles events = files.events(history);
            ConfirmedFile.requireNothing(files.root(), events.hparams());
            ConfirmedFile.requireNothing(files.root(), events.train());
            ConfirmedFile.requireNothing(files.root(), events.validation());
            index.truncate(EventPosition.BEGINNING);
            files.write(history);
            return of(files, history, index);
        });
    }

    private static TensorBoardRecording of(TensorBoardFiles files, SettingsHistory history, OffsetIndex index)
            throws IOException {
        EventFiles events = files.events(history);
        ConfirmedFile train =
                ConfirmedFile.openAt(files.root(), events.train(), index.last().train());
        try {
            ConfirmedFile validation = ConfirmedFile.openAt(
                    files.root(), events.validation(), index.last().validation());
            return new TensorBoardRecording(files, history, index, train, validation);
        } catch (IOException | RuntimeException e) {
            train.close();
            throw e;
        }
    }

    /** The files' name has the number of the attempt that began them. */
    @Override
    public boolean endsAt(TrainingEvent event) {
        return event instanceof Start && index().last().position().attempt() < event.attempt();
    }

    @Override
    protected boolean concerns(TrainingEvent event) {
        return true;
    }

    @Override
    protected void write(TrainingEvent event, RecordingPlan plan) throws IOException {
        if (event instanceof Resumption resumed) {
            remove(resumed.firstVoid());
        } else if (event instanceof Start) {
            remove(EventPosition.BEGINNING);
        }
        if (event instanceof TrainingEvent.Barrier) {
            follow(event, plan);
        }
        Optional<TensorBoardSettings> settings = history.current();
        if (settings.isPresent()) {
            if (event instanceof Start started) {
                files.writeHparams(history, started);
            }
            summaries.write(event, settings.get());
        }
        index().append(new OffsetIndex.Entry(EventPosition.of(event), train.length(), validation.length()));
    }

    /** Removes what a new attempt has voided. The files come last: they are cut to the index whenever they are opened. */
    private void remove(EventPosition firstVoid) throws IOException {
        history = history.before(firstVoid);
        files.write(history);
        index().truncate(firstVoid);
        cutToIndex();
    }

    @Override
    protected void cutToIndex() throws IOException {
        train.cut(index().last().train());
        validation.cut(index().last().validation());
    }

    /** A user may have replaced the list: the verdict on this event names its recordings by their positions in the new one. */
    private void follow(TrainingEvent barrier, RecordingPlan plan) throws IOException {
        Optional<TensorBoardSettings> settings = plan.at(TensorBoard.TYPE, path().name())
                .map(logger -> TensorBoardSettings.of(logger.position(), (TensorBoard) logger.callback()));
        if (!settings.equals(history.current())) {
            history = history.with(EventPosition.of(barrier), settings);
            files.write(history);
        }
    }

    @Override
    public void close() throws IOException {
        train.close();
        validation.close();
        index().close();
    }
}
