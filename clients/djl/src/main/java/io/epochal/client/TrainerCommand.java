package io.epochal.client;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;

/** What a trainer is told to do, by a callback or by a user. */
public sealed interface TrainerCommand {
    /** The type's name on the wire, as a capability names it. */
    default String type() {
        return getClass().getSimpleName();
    }

    /** Each type has its method, so that one that is new does not compile until it is handled. */
    <R> R accept(Handler<R> handler);

    /** Train no further batch. */
    record StopTraining(String reason) implements TrainerCommand {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.stopTraining(this);
        }
    }

    /** End as cancelled. */
    record CancelRun(String reason) implements TrainerCommand {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.cancelRun(this);
        }
    }

    /** Train nothing until {@link ResumeTraining}. */
    record PauseTraining() implements TrainerCommand {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.pauseTraining(this);
        }
    }

    /** Train on after {@link PauseTraining}. */
    record ResumeTraining() implements TrainerCommand {
        @Override
        public String type() {
            return "PauseTraining";
        }

        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.resumeTraining(this);
        }
    }

    /** End as failed; only a callback says it. */
    record FailRun(String reason) implements TrainerCommand {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.failRun(this);
        }
    }

    /** Use this rate from the next step on; a 32-bit float. */
    record SetLearningRate(float value) implements TrainerCommand {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.setLearningRate(this);
        }
    }

    /**
     * Save the state as it is now.
     *
     * @param name that it can be loaded by
     * @param averaged whether the weights are the optimizer's moving averages
     * @param weightsOnly whether the optimizer is left out
     */
    record SaveCheckpoint(String name, boolean averaged, boolean weightsOnly) implements TrainerCommand {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.saveCheckpoint(this);
        }
    }

    /** Put back the weights as they were at the end of an epoch (from 0); nothing else is rolled back. */
    record RestoreWeights(int epoch, boolean averaged) implements TrainerCommand {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.restoreWeights(this);
        }
    }

    /** Go on with these callbacks, as in a run spec; only a user says it. */
    record ReplaceCallbacks(JsonArray callbacks) implements TrainerCommand {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.replaceCallbacks(this);
        }
    }

    /** Put every so-many-th batch into the log. */
    record RecordBatches(int every) implements TrainerCommand {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.recordBatches(this);
        }
    }

    /** Save the state every so many seconds; only a callback says it. */
    record SaveEvery(double seconds, String name) implements TrainerCommand {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.saveEvery(this);
        }
    }

    /**
     * Say how the values of each weight are distributed.
     *
     * @param averaged whether the weights are the optimizer's moving averages
     * @param images whether pictures of them are wanted, too
     */
    record SummarizeWeights(boolean averaged, boolean images) implements TrainerCommand {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.summarizeWeights(this);
        }
    }

    /** One that this client cannot obey, or does not know yet. */
    record Other(String type) implements TrainerCommand {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.other(this);
        }
    }

    /** One method a command, and no defaults. */
    interface Handler<R> {
        R stopTraining(StopTraining command);

        R cancelRun(CancelRun command);

        R pauseTraining(PauseTraining command);

        R resumeTraining(ResumeTraining command);

        R failRun(FailRun command);

        R setLearningRate(SetLearningRate command);

        R saveCheckpoint(SaveCheckpoint command);

        R restoreWeights(RestoreWeights command);

        R replaceCallbacks(ReplaceCallbacks command);

        R recordBatches(RecordBatches command);

        R saveEvery(SaveEvery command);

        R summarizeWeights(SummarizeWeights command);

        R other(Other command);
    }

    /** Reads the JSON of a verdict or of a user's request. */
    static TrainerCommand of(JsonObject json) {
        String type = json.get("type").getAsString();
        String reason = JsonValues.text(json, "reason", type);
        boolean averaged = JsonValues.text(json, "weights", "trained").equals("averaged");
        return switch (type) {
            case "StopTraining" -> new StopTraining(reason);
            case "CancelRun" -> new CancelRun(reason);
            case "PauseTraining" -> new PauseTraining();
            case "ResumeTraining" -> new ResumeTraining();
            case "FailRun" -> new FailRun(reason);
            case "SetLearningRate" -> new SetLearningRate((float) JsonValues.read(json.get("value")));
            case "SaveCheckpoint" ->
                new SaveCheckpoint(
                        json.get("name").getAsString(),
                        averaged,
                        json.has("weights_only") && json.get("weights_only").getAsBoolean());
            case "RestoreWeights" -> new RestoreWeights(json.get("epoch").getAsInt(), averaged);
            case "ReplaceCallbacks" -> new ReplaceCallbacks(JsonValues.list(json, "callbacks"));
            case "RecordBatches" -> new RecordBatches(json.get("every").getAsInt());
            case "SaveEvery" ->
                new SaveEvery(
                        JsonValues.read(json.get("seconds")), json.get("name").getAsString());
            case "SummarizeWeights" ->
                new SummarizeWeights(
                        averaged, json.has("images") && json.get("images").getAsBoolean());
            default -> new Other(type);
        };
    }
}
