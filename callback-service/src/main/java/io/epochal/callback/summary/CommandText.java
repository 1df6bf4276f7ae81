package io.epochal.callback.summary;

import io.epochal.protocol.Command;
import io.epochal.protocol.TrainingEvent.CommandApplied;
import io.epochal.protocol.field.Printable;
import java.util.Map;
import java.util.stream.Collectors;

/** Commands to a run and their answers as text. */
public final class CommandText implements Command.Handler<String> {
    private static final int LIMIT = 400;

    private CommandText() {}

    /** Such as {@code set learning_rate=0.0005}. */
    public static String of(Command command) {
        return Printable.of(command.accept(new CommandText()), LIMIT);
    }

    /**
     * {@code applied in epoch 3 after batch 17}, or {@code rejected: } with why and where.
     *
     * @param round what an epoch of the run is called
     */
    public static String answer(CommandApplied answer, String round) {
        String position = answer.epoch() < 0
                ? " before the first " + round
                : " in " + round + " " + (answer.epoch() + 1) + " after batch " + (answer.batch() + 1);
        return Printable.of(answer.outcome().text()) + position;
    }

    /** {@code EarlyStopping(monitor=val_loss, patience=5)}. */
    public static String callback(Map<String, Object> settings) {
        return settings.get("type")
                + settings.entrySet().stream()
                        .filter(one ->
                                !one.getKey().equals("type") && !one.getKey().equals("state"))
                        .map(one -> one.getKey() + "=" + one.getValue())
                        .collect(Collectors.joining(", ", "(", ")"));
    }

    @Override
    public String stopTraining(Command.StopTraining command) {
        return "stop";
    }

    @Override
    public String cancelRun(Command.CancelRun command) {
        return "cancel";
    }

    @Override
    public String pauseTraining(Command.PauseTraining command) {
        return "pause";
    }

    @Override
    public String resumeTraining(Command.ResumeTraining command) {
        return "resume";
    }

    @Override
    public String failRun(Command.FailRun command) {
        return "fail";
    }

    @Override
    public String setLearningRate(Command.SetLearningRate command) {
        return "set learning_rate=" + command.value();
    }

    @Override
    public String replaceCallbacks(Command.ReplaceCallbacks command) {
        return "set callbacks="
                + command.callbacks().stream()
                        .map(one -> String.valueOf(one.get("type")))
                        .collect(Collectors.joining(","));
    }

    @Override
    public String evaluateOn(Command.EvaluateOn command) {
        return "evaluate on " + command.weights().wireName() + " weights";
    }

    @Override
    public String saveCheckpoint(Command.SaveCheckpoint command) {
        return "save " + command.name();
    }

    @Override
    public String saveEvery(Command.SaveEvery command) {
        return "save " + command.name() + " every " + command.seconds() + "s";
    }

    @Override
    public String restoreWeights(Command.RestoreWeights command) {
        return "restore the weights of epoch " + (command.epoch() + 1);
    }

    @Override
    public String recordBatches(Command.RecordBatches command) {
        return "record every " + command.every() + " batches";
    }

    @Override
    public String summarizeWeights(Command.SummarizeWeights command) {
        return "summarize the weights";
    }
}
