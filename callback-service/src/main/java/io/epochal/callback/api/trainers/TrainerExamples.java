package io.epochal.callback.api.trainers;

/** Example bodies that the OpenAPI description shows; the second is what a program says after the first. */
final class TrainerExamples {
    static final String ATTACHMENT =
            """
            {"attach_id": "8f0e1c", "run": "iris-example", "name": "iris", "trainer": "keras 3.15.1 on jax", "unit": "epoch",
             "params": {"epochs": 50, "metrics": ["accuracy", "lift"], "directions": {"lift": "max"}, "validates": true,
                        "learning_rate": 0.01, "scheduled": false, "use_ema": false, "semantics": "keras-3.15"},
             "callbacks": [{"type": "EarlyStopping", "patience": 5, "restore_best_weights": true}],
             "capabilities": ["StopTraining", "CancelRun", "PauseTraining", "SetLearningRate", "SaveCheckpoint", "RestoreWeights"],
             "heartbeat": 60}""";
    static final String REPORT =
            """
            {"events": [
               {"type": "VerdictApplied", "sequence": 1, "answers": 0, "epoch": -1, "step": 0, "commands": [], "reasons": [],
                "recordings": [], "learning_rate": 0.01},
               {"type": "EpochEnded", "sequence": 2, "epoch": 0, "step": 4, "metrics": {"loss": 1.1, "val_loss": 1.0},
                "learning_rate": 0.01, "seconds": 0.5, "last": false,
                "callbacks": [{"type": "EarlyStopping", "patience": 5, "restore_best_weights": true, "state": {"wait": 0}}]}],
             "batches": [
               {"epoch": 0, "batch": 0, "step": 1, "loss": 1.2, "metrics": {"loss": 1.2}, "learning_rate": 0.01, "dropped": 0}],
             "wait": 0}""";

    private TrainerExamples() {}
}
