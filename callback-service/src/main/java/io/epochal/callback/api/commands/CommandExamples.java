package io.epochal.callback.api.commands;

/** Example bodies that the OpenAPI description shows. */
final class CommandExamples {
    static final String STOP = "{\"type\":\"StopTraining\",\"reason\":\"good enough\"}";
    static final String CANCEL = "{\"type\":\"CancelRun\",\"reason\":\"wrong data\"}";
    static final String PAUSE = "{\"type\":\"PauseTraining\"}";
    static final String RESUME = "{\"type\":\"ResumeTraining\"}";
    static final String RATE = "{\"type\":\"SetLearningRate\",\"value\":0.0005}";
    static final String SAVE = "{\"type\":\"SaveCheckpoint\",\"name\":\"before-lunch\"}";
    static final String SUMMARIZE = "{\"type\":\"SummarizeWeights\"}";
    static final String REPLACE =
            "{\"type\":\"ReplaceCallbacks\",\"callbacks\":[{\"type\":\"EarlyStopping\",\"patience\":10}]}";
    static final String REQUEST =
            "{\"command_id\":\"c-1\",\"requested_by\":\"ann\",\"command\":{\"type\":\"PauseTraining\"}}";

    private CommandExamples() {}
}
