package io.epochal.callback.api;

/** What the description of the interface shows. */
final class Examples {
    static final String RUN = "mnist-cnn-20260102-030405-7f3a";
    static final String EVENT =
            """
            id:0-1742
            event:io.epochal.RunSuspended
            data:{"run":"mnist-cnn-20260102-030405-7f3a","attempt":1,"sequence":9,"time":"2026-01-02T03:04:05.678Z",\
            "epoch":3,"batch":12,"step":1137}
            """;
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

    private Examples() {}
}
